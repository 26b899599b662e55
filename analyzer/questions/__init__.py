"""Questions: which sentences ask, of which kind, and what each of them earned.

`kind_of` is the one definition of "asks something": `Sentence.is_question` is made from it.
"""

from analyzer.questions.kinds import kind_of
from analyzer.questions.question import Question, questions_of

__all__ = ["Question", "kind_of", "questions_of"]
