"""Scripts of ours that stand inside a page: the browser runs no others (`dashboard.access.headers`)."""

from data.text import LANGUAGES

SPOKEN = {
    language: f"document.documentElement.lang = {language.replace('_', '-')!r};" for language in LANGUAGES
}
"""Language -> says it to the browser."""

PRINT = (
    "document.querySelectorAll('.pm-print').forEach("
    "function (button) { button.onclick = function () { window.print(); }; });"
)

SORT = """
if (!window.PetitionSort) {
  window.PetitionSort = true;
  document.addEventListener("click", function (event) {
    var head = event.target.closest ? event.target.closest(".pm-sort th") : null;
    if (!head) return;
    var heads = Array.from(head.parentNode.children), at = heads.indexOf(head);
    var figures = head.classList.contains("n");
    var down = head.hasAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : figures;
    heads.forEach(function (each) { each.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    function value(row) {
      var text = row.children[at].textContent.trim();
      if (!figures) return text;
      var number = parseFloat(text.replace(/[,+]/g, "").replace("\\u2212", "-"));
      return isNaN(number) ? -Infinity : number;
    }
    var body = head.closest("table").tBodies[0], rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      var x = value(a), y = value(b);
      var order = figures ? (x < y ? -1 : x > y ? 1 : 0) : x.localeCompare(y, document.documentElement.lang);
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  });
}
"""

WATCH = """
if (!window.PetitionWatch) {
  window.PetitionWatch = true;
  function look() {
    fetch("/login/state").then(function (answer) {
      var here = location.pathname + location.search;
      if (answer.status === 401) location.replace("/login?why=ended&next=" + encodeURIComponent(here));
    }, function () {});
  }
  setInterval(look, 60000);
  document.addEventListener("visibilitychange", look);
}
"""
"""Leads a page to the login once its session is over, so that nothing stays on a screen that nobody is at."""

ALL = (*SPOKEN.values(), PRINT, SORT, WATCH)
