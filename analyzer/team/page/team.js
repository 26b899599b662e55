"use strict";
(() => {
  const filters = document.getElementById("filters"), count = document.getElementById("count");
  const items = [...document.querySelectorAll(".item")], weeks = [...document.querySelectorAll("tr.week")];
  const calls = items.filter((i) => i.classList.contains("call"));
  const value = (name) => { const f = filters.elements.namedItem(name); return f ? f.value : ""; };
  const inPeriod = (week) => (!value("from") || week >= value("from")) && (!value("to") || (week && week <= value("to")));
  const apply = () => {
    const rep = value("rep"), medium = value("medium"), sought = value("words").trim().toLowerCase();
    items.forEach((i) => {
      const d = i.dataset;
      const ok = (!rep || d.rep === rep) && (d.week === undefined || inPeriod(d.week)) &&
        (!medium || d.medium === undefined || d.medium === medium) &&
        (!sought || d.name === undefined || d.name.toLowerCase().includes(sought));
      i.classList.toggle("x", !ok);
    });
    weeks.forEach((w) => w.classList.toggle("x", !inPeriod(w.dataset.week)));
    count.textContent = `${calls.filter((c) => !c.classList.contains("x")).length} of ${calls.length} calls listed`;
  };
  filters.hidden = false;
  filters.addEventListener("input", apply);
  filters.addEventListener("reset", () => setTimeout(apply));
  filters.addEventListener("submit", (e) => e.preventDefault());
  apply();
})();
