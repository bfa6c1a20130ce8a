"""Given names that turn a firm's name after them into a family name."""

from __future__ import annotations

_GIVEN_TEXT = (
    "Aaron Adam Alan Albert Alex Alexander Alice Amy Andrew Andy Angela Ann Anna Anne "
    "Anthony Arthur Barbara Ben Benjamin Betty Bill Bob Brad Brian Bruce Calvin Carl Carol "
    "Caroline Catherine Charles Charlie Chris Christian Christina Christine Christopher "
    "Cindy Claire Clara Colin Craig Cynthia Dan Daniel Danny Dave David Dean Deborah Dennis "
    "Diana Diane Don Donald Donna Dorothy Doug Douglas Ed Edward Elizabeth Ellen Emily Emma "
    "Eric Erin Eugene Evan Frank Fred Gary George Gerald Glenn Grace Greg Harold "
    "Harrison Harry Heather Helen Henry Howard Ian Isaac Jack Jackie Jacob James Jamie Jane "
    "Janet Jason Jean Jeff Jennifer Jeremy Jerry Jessica Jim Jimmy Joan Joe John Johnny Jon "
    "Jonathan Jordan Joseph Josh Joshua Joyce Juan Judy Julia Julie Justin Karen Karl Kate "
    "Katherine Kathy Katie Keith Kelly Ken Kenneth Kevin Kim Kyle Larry Laura Lauren Lee "
    "Leo Leonard Lewis Linda Lisa Logan Louis Louise Lucas Lucy Luke Lynn Marc Margaret "
    "Maria Marie Marilyn Martha Martin Mary Matt Matthew Megan Melissa Michael "
    "Michelle Mike Mitchell Molly Nancy Naomi Nathan Neil Nicholas Nick Nicole Nigel Nikola "
    "Noah Norman Oliver Oscar Pamela Pat Patricia Patrick Paul Peggy Peter Phil Philip "
    "Rachel Ralph Randy Ray Raymond Rebecca Richard Rick Rob Robert Robin Rod Roger Ron "
    "Ronald Roy Russell Ruth Ryan Sally Sam Samuel Sandra Sara Sarah Scott Sean Serena "
    "Sharon Shawn Simon Sofia Sophia Stephen Steve Steven Stuart Susan Suzanne Ted Teresa "
    "Terry Theodore Thomas Tim Timothy Todd Tom Tommy Tony Travis Troy Tyler Venus Victor "
    "Victoria Vincent Walt Walter Warren Wayne Wendy William Zach Zachary Paris Piers "
    "Enzo Orson Diana Wilbur Klaus Pete Dakota Ashley Brooke Chelsea Chloe Dominic Elena "
    "Fiona Gavin Hannah Hugh Jasmine Lindsey Miles Owen Ricky Rupert Sophie Trevor Vera "
    "Wesley "
)
GIVEN = frozenset(_GIVEN_TEXT.split())
