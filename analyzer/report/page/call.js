"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const words = $("words"), filters = $("filters"), count = $("count"), help = $("help"), now = $("now");
  const turns = [...words.children];
  const sentences = [...words.querySelectorAll(".t > p + p > span")];
  const turnOf = new Map();
  turns.forEach((turn) => turn.querySelectorAll(".t > p + p > span").forEach((s) => turnOf.set(s, turn)));
  const lower = sentences.map((s) => s.textContent.toLowerCase());
  const names = { v: "values", g: "goals", r: "realities", n: "next step", i: "implement", p: "pitch", o: "other" };
  const stageOf = (s) => s.classList[0];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const about = (s) => `${names[stageOf(s)]}, ${s.dataset.c} % sure`;

  // filters: a sentence is shown where all of them let it through
  filters.hidden = false;
  const field = (name) => filters.elements.namedItem(name);
  const apply = () => {
    const stages = new Set([...filters.querySelectorAll("input[name=stage]:checked")].map((i) => i.value));
    const role = field("role").value, finding = field("finding").value, unsure = field("unsure").checked;
    const sought = field("words").value.trim().toLowerCase();
    const filtered = stages.size < 7 || role || finding || unsure || sought;
    const kept = new Set();
    let shown = 0;
    sentences.forEach((s, at) => {
      const ok = !filtered || (stages.has(stageOf(s)) && (!role || turnOf.get(s).classList.contains(role)) &&
        (!finding || (s.dataset.f || "").split(" ").includes(finding)) && (!unsure || s.classList.contains("u")) &&
        (!sought || lower[at].includes(sought)));
      s.classList.toggle("x", !ok);
      if (ok) { shown += 1; kept.add(turnOf.get(s)); }
    });
    turns.forEach((turn) => turn.classList.toggle("x", Boolean(filtered) && !kept.has(turn)));
    count.textContent = `${shown.toLocaleString("en")} of ${sentences.length.toLocaleString("en")} sentences`;
  };
  filters.addEventListener("input", apply);
  filters.addEventListener("reset", () => setTimeout(apply));
  filters.addEventListener("submit", (e) => e.preventDefault());
  apply();

  // going from place to place
  let current = null;
  const go = (s) => {
    if (!s) return;
    if (s.classList.contains("x")) filters.reset(), apply();
    if (current) current.classList.remove("cur");
    current = s;
    s.classList.add("cur");
    s.tabIndex = -1;
    s.focus({ preventScroll: true });
    s.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  };
  const step = (list, from, by) => {
    if (!list.length) return null;
    const at = list.indexOf(from);
    return list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
  };
  const findings = [...document.querySelectorAll(".finding")];
  let finding = null;
  const goFinding = (by) => {
    finding = step(findings, finding, by);
    if (!finding) return;
    finding.focus({ preventScroll: true });
    finding.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  };
  const toggleHelp = () => (help.open ? help.close() : help.showModal());
  $("ask-help").addEventListener("click", toggleHelp);
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const typing = e.target instanceof Element && e.target.matches("input[type=search], select, textarea");
    if (e.key === "Escape" && typing) return void (e.target.blur());
    if (typing || (help.open && e.key !== "?")) return;
    const visible = () => sentences.filter((s) => !s.classList.contains("x"));
    const act = {
      j: () => go(step(visible(), current, 1)), k: () => go(step(visible(), current, -1)),
      n: () => goFinding(1), p: () => goFinding(-1),
      "/": () => { field("words").focus(); filters.scrollIntoView({ block: "nearest" }); }, "?": toggleHelp,
    }[e.key];
    if (act) { e.preventDefault(); act(); }
  });
  addEventListener("hashchange", () => {
    const aim = $(location.hash.slice(1));
    if (aim && aim.matches(".t > p + p > span")) go(aim);
  });

  // the timeline: its marks stand in the order of the sentences
  const line = $("marks");
  if (!line) return;
  const marks = [...line.children];
  let at = -1;
  now.textContent = "Point at the picture, or go there with Tab and use the arrow keys, to read what was said.";
  const show = (index) => {
    if (index < 0 || index >= marks.length) return;
    if (marks[at]) marks[at].classList.remove("cur");
    at = index;
    marks[at].classList.add("cur");
    const s = sentences[at], who = turnOf.get(s).querySelector("p");
    now.textContent = `${who.textContent.trim()} · ${about(s)}: “${s.textContent}”`;
  };
  line.addEventListener("mouseover", (e) => show(marks.indexOf(e.target)));
  line.addEventListener("click", (e) => go(sentences[marks.indexOf(e.target)]));
  const region = $("timeline").parentElement;
  region.addEventListener("keydown", (e) => {
    if (e.target !== region) return;
    const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (by) { e.preventDefault(); show(Math.min(Math.max(at + by, 0), marks.length - 1)); }
    if (e.key === "Enter" && at >= 0) { e.preventDefault(); go(sentences[at]); }
  });
})();
