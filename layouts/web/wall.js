/* Turns the slides of a hall's screen: as many entries as fit, then the next ones, then the next part. Any key or touch holds the
   screen for a minute, the button holds it until it is pressed again; whoever asked for less motion turns by hand. Where the files
   are still there, the page is read anew once an hour, so that a new release shows without anybody's help. */
(function () {
  "use strict";
  const STAY = 12000, HELD = 60000, ANEW = 3600000;  // milliseconds
  const SIZES = ["more", "", "less", "least"];  // more: only for a slide that fits as a whole; the small ones for an entry that fills it
  const body = document.body, $ = (id) => document.getElementById(id);
  const slides = Array.from(document.querySelectorAll(".slide"), (box) => ({ box: box, entries: Array.from(box.querySelectorAll(".grid > li")) }));
  const turned = [];         // where each screen shown so far began: [slide, first entry]
  let slide = 0, first = 0, after = 0, timer = 0;
  let held = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const born = Date.now();

  const overflows = (box) => box.scrollHeight > box.clientHeight + 1;

  /** Rows of one length where there are several: four entries stand as 2 + 2, not 3 + 1. Fewer columns are wider, so nothing grows higher. */
  const even = (grid, count) => {
    grid.style.removeProperty("grid-template-columns");
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length, rows = Math.ceil(count / columns);
    if (rows > 1) grid.style.gridTemplateColumns = "repeat(" + Math.ceil(count / rows) + ", minmax(0, 1fr))";
  };

  /** Show a slide from one of its entries on; note where the next screen begins. */
  const show = () => {
    const now = slides[slide], count = now.entries.length;
    const where = $("where");
    where.hidden = false;
    where.textContent = count > 1 ? count + "–" + count + " / " + count : "";  // as long as it may become, while we measure
    slides.forEach((one) => one.box.classList.toggle("now", one === now));
    const grid = count && now.entries[0].parentNode;
    if (grid) grid.style.removeProperty("grid-template-columns");
    for (const size of SIZES) {
      body.classList.remove("more", "less", "least");
      if (size) body.classList.add(size);
      now.entries.forEach((entry, at) => entry.classList.toggle("off", at < first));
      after = count;
      if (size === "more" && (first || overflows(now.box))) continue;
      if (after > first + 1 && overflows(now.box)) {  // halve the way: 300 entries, nine looks
        let fits = first + 1, many = after;
        while (many - fits > 1) {
          const half = (fits + many) >> 1;
          now.entries.forEach((entry, at) => entry.classList.toggle("off", at < first || at >= half));
          if (overflows(now.box)) many = half; else fits = half;
        }
        after = fits;
        now.entries.forEach((entry, at) => entry.classList.toggle("off", at < first || at >= after));
      }
      if (!overflows(now.box)) break;
    }
    const left = count - first, screens = Math.ceil(left / Math.max(1, after - first));
    const share = (among) => {  // eight goals as 4 and 4, not 6 and 2
      after = first + Math.ceil(left / among);
      now.entries.forEach((entry, at) => entry.classList.toggle("off", at < first || at >= after));
      even(grid, after - first);
      return !overflows(now.box);
    };
    if (grid && !(screens > 2 && share(screens - 1))) share(screens);  // in longer rows one screen less may do
    where.textContent = count > after - first ? first + 1 + "–" + after + " / " + count : "";
    where.hidden = !where.textContent;
  };

  const forth = () => {
    turned.push([slide, first]);
    first = after;
    if (first >= slides[slide].entries.length) {
      first = 0;
      slide++;
      if (slide === slides.length) {
        slide = 0;
        turned.length = 0;
        anew();
      }
    }
    show();
  };
  const back = () => {
    [slide, first] = turned.pop() || [0, 0];
    show();
  };

  /** Read the page anew if its files can still be read: a stick may be gone, a network down. */
  const anew = () => {
    if (Date.now() - born < ANEW || document.fullscreenElement) return;
    const probe = new Image();
    probe.onload = () => location.reload();
    probe.src = document.querySelector("link[rel=icon]").href + "?" + Date.now();
  };

  const wait = (time) => {
    clearTimeout(timer);
    if (!held) timer = setTimeout(() => { forth(); wait(STAY); }, time);
  };
  const hold = (on) => {
    held = on;
    $("hold").setAttribute("aria-pressed", String(on));
    wait(STAY);
  };
  const turn = (move) => { move(); wait(HELD); };

  $("next").addEventListener("click", () => turn(forth));
  $("back").addEventListener("click", () => turn(back));
  $("hold").addEventListener("click", () => hold(!held));
  $("full").addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen();
  });
  document.addEventListener("keydown", (event) => {
    const typed = event.target === body || event.target === document.documentElement;
    if (event.key === "ArrowRight" || event.key === "PageDown") turn(forth);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") turn(back);
    else if (event.key === " " && typed) hold(!held);
    else { wait(HELD); return; }
    event.preventDefault();
  });
  document.addEventListener("pointerdown", () => wait(HELD));
  window.addEventListener("resize", show);

  for (const id of ["back", "hold", "next"]) $(id).hidden = false;
  $("full").hidden = !document.fullscreenEnabled;
  body.classList.add("turning");
  show();
  hold(held);
})();
