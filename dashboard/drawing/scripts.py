"""Scripts of ours that stand inside a page: the browser runs no others (`dashboard.access.headers`)."""

from dashboard.drawing import frame_words
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
  window.PetitionSort = new Intl.Collator("zh-Hans-CN-u-co-pinyin", {numeric: true});
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
      var order = figures ? (x < y ? -1 : x > y ? 1 : 0) : PetitionSort.compare(x, y);
      return down ? -order : order;
    });
    rows.forEach(function (row) { body.appendChild(row); });
  });
}
"""

ROWS = """
document.querySelectorAll("script.pm-rows").forEach(function (sent) {
  sent.parentNode.querySelector("tbody").innerHTML = JSON.parse(sent.textContent);
  sent.remove();
});
if (window.PetitionMark) PetitionMark();
"""
"""Puts the rows of a long list into it (`dashboard.drawing.tables`), and marks the one that is chosen."""

LINKS = """
if (!window.PetitionLinks) {
  window.PetitionLinks = true;
  document.addEventListener("click", function (event) {
    var held = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || event.button || held || !event.target.closest) return;
    var row = event.target.closest(".pm-list tr[data-code]"), marked = String(getSelection());
    var link = event.target.closest("a.pm-link") || (row && !marked ? row.querySelector("a") : null);
    if (!link || link.origin !== location.origin) return;
    event.preventDefault();
    if (window.PetitionChoose && PetitionChoose(link)) return;
    history.pushState(null, "", link.href);
    dispatchEvent(new PopStateEvent("popstate"));
    if (row && row.contains(link) && link === row.querySelector("a")) {
      row.parentNode.querySelectorAll("[aria-current]").forEach(function (each) {
        each.removeAttribute("aria-current");
      });
      row.setAttribute("aria-current", "true");
    }
  });
  addEventListener("popstate", function () { if (window.PetitionMark) PetitionMark(); });
  document.addEventListener("keydown", function (event) {
    var row = event.target.closest ? event.target.closest(".pm-list tr[data-code]") : null;
    if (!row) return;
    var rows = Array.from(row.parentNode.querySelectorAll("tr[data-code]")), at = rows.indexOf(row);
    var to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1}[event.key];
    var link = rows[to] && rows[to].querySelector("a");
    if (!link) return;
    event.preventDefault();
    row.querySelector("a").tabIndex = -1;
    link.tabIndex = 0;
    link.focus();
  });
}
"""
"""Follows links of ours, and rows of a list by mouse, without loading the page anew: Streamlit takes it for a
step back or forth, and a village beside its map (``assets/map/chosen.js``) for a click on that. Arrows lead
from row to row, so that a list is one stop of the Tab key."""

SEARCH = """
if (!window.PetitionSearch) {
  window.PetitionSearch = true;
  document.addEventListener("keydown", function (event) {
    var held = event.ctrlKey || event.metaKey || event.altKey, here = event.target;
    var typing = here.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(here.tagName || "");
    var box = document.querySelector(".st-key-search input");
    if (event.key !== "/" || held || typing || !box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
"""
"""The key / leads to the search box, unless somebody types."""

CHOSEN = """
window.PetitionMark = function () {
  document.querySelectorAll("i.pm-chosen").forEach(function (mark) {
    var list = document.querySelector('.pm-list[data-list="' + mark.dataset.list + '"]');
    if (!list) return;
    list.querySelectorAll("tr[data-code]").forEach(function (row) {
      var chosen = row.dataset.code === mark.dataset.code;
      if (chosen) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
      if (!chosen) return;
      var top = row.offsetTop - list.querySelector("thead").offsetHeight;
      var end = row.offsetTop + row.offsetHeight - list.clientHeight;
      if (top < list.scrollTop || end > list.scrollTop) list.scrollTop = top;
    });
  });
};
PetitionMark();
"""
"""Marks the row of what the address names, and brings it into the view of its list. After a step back a row
that was clicked, and of which the server had told nothing yet, is no longer marked."""

FOLDER = """
(function () {
  function mark() {
    var told = document.querySelector("i.pm-folder"), name = told && told.dataset.name;
    document.querySelectorAll("[data-testid=stTopNavSection]").forEach(function (button) {
      var current = !!name && button.textContent.trim().indexOf(name) === 0;
      if (current === button.hasAttribute("aria-current")) return;
      if (current) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    });
  }
  mark();
  var head = document.querySelector("[data-testid=stHeader]");
  if (!head || window.PetitionHead === head) return;
  window.PetitionHead = head;
  new MutationObserver(mark).observe(head, { childList: true, subtree: true });
})();
"""
"""Marks the folder of the menu in which the page stands; Streamlit marks its pages alone, once it is open."""

DOWNLOAD = """
document.querySelectorAll("a.pm-file").forEach(function (link) {
  if (window.PetitionFile === link.href) return;
  window.PetitionFile = link.href;
  link.click();
});
"""
"""Takes a file on offer, once."""

WATCH = """
if (!window.PetitionWatch) {
  window.PetitionWatch = true;
  function look() {
    fetch("login/state").then(function (answer) {
      var root = new URL(".", location.href).pathname;
      var here = location.pathname.slice(root.length - 1) + location.search;
      if (answer.status === 401) location.replace("login?why=ended&next=" + encodeURIComponent(here));
    }, function () {});
  }
  setInterval(look, 60000);
  document.addEventListener("visibilitychange", look);
}
"""
"""Leads a page to the login once its session is over, so that nothing stays on a screen that nobody is at."""

BEGIN = """
(function () {
  function begin(left) {
    var mark = document.querySelector("i.pm-begin");
    if (!mark || window.PetitionBegun === mark.dataset.turn) return;
    var box = document.querySelector(".st-key-desk-category-" + mark.dataset.turn + " input");
    if (!box) { if (left) setTimeout(begin, 100, left - 1); return; }
    window.PetitionBegun = mark.dataset.turn;
    box.focus();
  }
  setTimeout(begin, 100, 30);
})();
"""
"""Puts the keyboard into the first control of a form that has just been emptied."""

WALL = """
if (!window.PetitionWall) {
  window.PetitionWall = true;
  var ways = { " ": "pause", ArrowRight: "next", PageDown: "next", ArrowLeft: "previous",
    PageUp: "previous" };
  document.addEventListener("keydown", function (event) {
    if (event.key === "f" || event.key === "F") document.documentElement.requestFullscreen();
    var way = ways[event.key], button = way && document.querySelector(".st-key-wall-" + way + " button");
    if (button) { event.preventDefault(); button.click(); }
  });
  var heard = new Date(), at = "", asking = false;
  function two(number) { return ("0" + number).slice(-2); }
  function hour(time) { return two(time.getHours()) + ":" + two(time.getMinutes()); }
  function again() {
    if (asking) return;
    asking = true;
    fetch("health", { cache: "no-store" }).then(function (answer) {
      if (answer.ok) setTimeout(function () { if (late()) location.reload(); asking = false; }, 15000);
      else asking = false;
    }, function () { asking = false; });
  }
  function late() {
    var foot = document.querySelector(".pm-wall-foot");
    return !foot || new Date() - heard > 1000 * Number(foot.dataset.late);
  }
  setInterval(function () {
    var now = new Date(), foot = document.querySelector(".pm-wall-foot");
    if (foot && foot.dataset.at !== at) { at = foot.dataset.at; heard = now; }
    if (!foot && now - heard < 60000) return;
    var clock = document.querySelector(".pm-clock"), told = hour(now);
    if (late()) {
      if (foot) told = foot.dataset.lost.replace("{time}", hour(heard)) + " · " + told;
      if (now.getSeconds() % 10 === 0) again();
    }
    if (clock && clock.textContent !== told) clock.textContent = told;
    if (clock) clock.classList.toggle("lost", late());
  }, 1000);
}
"""
"""The keys of a wall and of a remote control (to and fro, pause, full screen), and its clock; since when the
server is not heard of, and the page loaded anew once it answers and the page does not turn by itself."""

ALL = (
    *SPOKEN.values(),
    *frame_words.SAID.values(),
    PRINT,
    SORT,
    ROWS,
    LINKS,
    SEARCH,
    CHOSEN,
    FOLDER,
    DOWNLOAD,
    WATCH,
    BEGIN,
    WALL,
)
