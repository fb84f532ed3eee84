// Comforts; every page is complete without them: large type, high contrast and dark, kept from page to page; a word when this
// release is out of date; all folds open on paper.
(function () {
  "use strict";
  var root = document.documentElement;
  // Firefox keeps the storage of every file apart: on a USB stick the choice travels in the links instead.
  var travels = location.protocol === "file:" && navigator.userAgent.indexOf("Firefox") > 0;
  var carried = /[?&]view=([a-z.]*)/.exec(location.search);
  var chosen = read();

  function read() {
    if (carried) return carried[1].split(".");
    try { return (localStorage.getItem("view") || "").split("."); } catch (refused) { return []; }
  }
  function keep() {
    try { localStorage.setItem("view", chosen.join(".")); } catch (refused) { return; }
  }
  function system(query) { return Boolean(window.matchMedia) && matchMedia("(" + query + ")").matches; }
  function has(word) { return chosen.indexOf(word) >= 0; }
  function is(word) { return has(word) || (!has("no-" + word) && !has("no" + word) && wanted(word)); }
  function wanted(word) {
    if (word === "dark") return system("prefers-color-scheme: dark");
    return word === "contrast" && system("prefers-contrast: more");
  }
  function toggle(word) {
    var on = !is(word);
    chosen = chosen.filter(function (other) { return other && other !== word && other !== "no" + word; });
    if (on !== wanted(word)) chosen.push(on ? word : "no" + word);
    keep();
    dress();
  }
  function dress() {
    ["big", "contrast", "dark"].forEach(function (word) {
      var button = document.getElementById(word), on = is(word);
      root.classList.toggle(word, on);
      if (button) button.setAttribute("aria-pressed", String(on));
    });
    root.classList.toggle("light", !is("dark"));
  }
  function today() {
    var now = new Date();
    function two(n) { return (n < 10 ? "0" : "") + n; }
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  dress();

  document.addEventListener("DOMContentLoaded", function () {
    ["big", "contrast", "dark"].forEach(function (word) {
      var button = document.getElementById(word);
      if (!button) return;
      button.addEventListener("click", function () { toggle(word); });
      button.hidden = false;
    });
    dress();
    var stale = document.getElementById("stale");
    if (stale && today() > stale.getAttribute("data-until")) stale.hidden = false;
  });

  if (travels) {
    document.addEventListener("click", function (event) {
      var link = event.target.closest("a[href]");
      if (link && link.protocol === "file:" && link.pathname !== location.pathname) link.search = "?view=" + chosen.join(".");
    });
  }

  var unfolded = [];
  window.addEventListener("beforeprint", function () {
    unfolded = [].slice.call(document.querySelectorAll("details:not([open])"));
    unfolded.forEach(function (fold) { fold.open = true; });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach(function (fold) { fold.open = false; });
  });
})();
