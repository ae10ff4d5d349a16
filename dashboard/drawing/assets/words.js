// Streamlit cannot be told to speak another language: its own words are replaced as it draws them.
(function () {
  if (window.PetitionWords) return;
  var OURS = ".stHtml, [data-testid=stIconMaterial], script, style";
  var ATTRIBUTES = ["aria-label", "placeholder", "title"];
  var sentences = [], said = new WeakMap();

  function translated(text) {
    var words = text.trim();
    for (var i = 0; words && i < sentences.length; i++) {
      var found = sentences[i].from.exec(words);
      if (found) return text.replace(words, () => sentences[i].to.replace(/\{(\w+)\}/g, (_, name) => found.groups[name]));
    }
    return text;
  }

  // What stands there is Streamlit's, or what was said in its place before: in another language, maybe.
  function say(node, key, text, put) {
    var before = said.get(node) || {}, last = before[key];
    var from = last && last.to === text ? last.from : text, to = translated(from);
    if (to !== from || last) said.set(node, Object.assign(before, {[key]: {from: from, to: to}}));
    if (to !== text) put(to);
  }

  // What an icon is called, for the style sheet (dashboard/drawing/icons.py).
  function icon(node) {
    var sign = node && node.closest && node.closest("[data-testid=stIconMaterial]");
    if (sign && sign.dataset.icon !== sign.textContent) sign.dataset.icon = sign.textContent;
    return sign;
  }

  function text(node) {
    var parent = node.parentElement;
    if (icon(parent)) return;
    if (!parent || parent.closest(OURS)) return;
    if (parent.closest("[data-testid=stMarkdownContainer]") && !parent.closest("[data-testid=stFileUploader], [data-testid=stTooltipErrorContent]")) return;
    say(node, "", node.nodeValue, function (to) { node.nodeValue = to; });
  }

  function element(node) {
    if (node.closest(OURS)) return;
    ATTRIBUTES.forEach(function (name) {
      if (node.hasAttribute(name)) say(node, name, node.getAttribute(name), function (to) { node.setAttribute(name, to); });
    });
  }

  function all(root) {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType === Node.ELEMENT_NODE && icon(root)) return;
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
    element(root);
    var walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) walk.currentNode.nodeType === Node.TEXT_NODE ? text(walk.currentNode) : element(walk.currentNode);
  }

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "childList") change.addedNodes.forEach(all);
      else if (change.type === "characterData") text(change.target);
      else element(change.target);
    });
  }).observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES});

  window.PetitionWords = function (pairs) {
    sentences = pairs.map(function (pair) { return {from: new RegExp(pair[0]), to: pair[1]}; });
    all(document.body);
  };
})();
