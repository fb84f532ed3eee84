// Two comforts; every page is complete without them: large letters that stay, and a word when this release is out of date.
(function () {
  "use strict";
  var root = document.documentElement;

  function remembered() {
    try { return localStorage.getItem("big") === "1"; } catch (refused) { return false; }
  }
  function remember(on) {
    try { localStorage.setItem("big", on ? "1" : "0"); } catch (refused) { return; }
  }
  function today() {
    var now = new Date();
    function two(n) { return (n < 10 ? "0" : "") + n; }
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  if (remembered()) root.classList.add("big");

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("big");
    function show() { button.setAttribute("aria-pressed", String(root.classList.contains("big"))); }
    button.addEventListener("click", function () { remember(root.classList.toggle("big")); show(); });
    show();
    button.hidden = false;
    var stale = document.getElementById("stale");
    if (stale && today() > stale.getAttribute("data-until")) stale.hidden = false;
  });
})();
