/* Search without a server: the index comes as scripts (search/names.js, search/now.js, search/t01/b001.js) that call threeCards.names,
   threeCards.now and threeCards.promises. No fetch, no modules, no eval, no innerHTML; works from file:// and under any sub-path.
   Every sentence a reader sees stands in the page (data-… of the form), none here.

   How it answers fast: the names of the whole county are one long text with line breaks, and so is their pinyin, so that a query is one
   indexOf or one regular expression over a text, and the line tells the member. */
(function () {
  "use strict";
  const form = document.getElementById("search");
  if (!form || !String.prototype.normalize) return;

  const SHOWN = 30, PLACES = 12, LINES = 3;
  const SMALL = 400000;      // bytes of promise texts that are read without being asked for
  const AT_ONCE = 4;         // parts read at the same time
  const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", CODE_FACTOR = 0x5a3d5;
  const OVERDUE = 7;
  const ASKED = 1, READ = 2, LOST = 3;  // states of a part
  const SEARCH = { code: 1, exact: 2, head: 3, name: 4, pinyinHead: 5, pinyin: 6, lettersCode: 7, work: 8, promise: 9, place: 10 };
  const STATES = ["done", "partly", "in_progress", "planned", "not_done", "excused", "withdrawn", "overdue"];

  const say = form.dataset, root = say.root;
  const $ = (id) => document.getElementById(id);
  const box = $("q"), line = $("state"), hits = $("hits"), more = $("more"), texts = $("texts");
  const sift = { township: $("f-township"), branch: $("f-branch"), post: $("f-post"), office: $("f-office"), star: $("f-star"), state: $("f-state") };
  if (!sift.office) delete sift.office;  // nobody holds one

  /* --- texts ------------------------------------------------------------------------------------------------------- */

  const simple = Object.create(null);  // the simplified form of a character that has several: whoever types 張 means 张
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u3400-\u9fff]/g, (char) => simple[char] || char);
  const tidy = (name) => fold(name).replace(/[\s·•・‧]/g, "");
  const fill = (text, n, m) => text.replace("%n", n).replace("%m", m);
  const make = (tag, text, type) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (type) made.className = type;
    return made;
  };
  /** An element with a text of the records, which speak Chinese on a page of any language. */
  const quoted = (made) => {
    if (say.lang) made.lang = say.lang;
    return made;
  };
  const anchor = (text, path) => {
    const made = quoted(make("a", text));
    made.href = root + path;
    return made;
  };
  const number = (text, at) => {  // a-z, A-Z, 512 marked letters, Korean syllables
    const code = text.charCodeAt(at);
    return code >= 0xac00 ? code - 0xac00 + 564 : code >= 0x100 ? code - 0x100 + 52 : code >= 97 ? code - 97 : code - 65 + 26;
  };
  const numbers = (text, size, known) => {
    const found = new Uint16Array(size);
    for (let i = 0; i < size; i++) found[i] = known ? known[number(text, i)] : number(text, i);
    return found;
  };
  const runs = (list, each) => {
    let next = 0;
    for (let i = 0; i < list.length; i += 2) {
      next += list[i];
      for (let left = list[i + 1]; left > 0; left--) each(next++);
    }
  };
  /** Lines as one text, and where each begins. */
  const field = (lines) => {
    const starts = new Uint32Array(lines.length + 1);
    for (let i = 0; i < lines.length; i++) starts[i + 1] = starts[i] + lines[i].length + 1;
    return { text: lines.join("\n") + "\n", starts: starts, size: lines.length };
  };

  /** Call ``each(line, from the start of the line)`` once for every line that holds the text. */
  const lookUp = (where, what, each) => {
    let at = where.text.indexOf(what), row = 0;
    while (at >= 0) {
      while (where.starts[row + 1] <= at) row++;
      each(row, at - where.starts[row]);
      at = where.text.indexOf(what, where.starts[row + 1]);
    }
  };

  /** The same for a sticky-free global expression. */
  const lookFor = (where, rule, each) => {
    let row = 0, found;
    rule.lastIndex = 0;
    while ((found = rule.exec(where.text))) {
      while (where.starts[row + 1] <= found.index) row++;
      each(row, found.index - where.starts[row]);
      rule.lastIndex = where.starts[row + 1];
    }
  };

  /** "zsf", "zhangsf", "zhangsanf" -> an expression for " zhang san feng": each letter goes on in its syllable or begins the next. */
  const spoken = (term) => {
    const letters = term.replace(/ü/g, "v").replace(/['’]/g, "").replace(/([ln])ve/g, "$1ue");
    return /^[a-z]{1,40}$/.test(letters) ? new RegExp(" " + letters.split("").join("(?:[a-z]* )?"), "g") : null;
  };

  /* --- the county -------------------------------------------------------------------------------------------------- */

  let all = null;            // the names part, taken apart
  let early = null;          // how things stand, when it is read before the names
  const parts = [];          // promise texts by branch
  const wanted = [];         // paths still to be read
  let reading = 0, missing = 0;

  const inverse = (() => {   // of the factor that scatters short codes, modulo 2 to the 20th
    let found = 1;
    for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(CODE_FACTOR, found));
    return found;
  })();

  /** Number of the member whose key gives this short code, -1 for anything that is no code. */
  const decode = (term) => {
    const code = term.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
    if (code.length !== 4) return -1;
    let value = 0;
    for (const char of code) {
      const digit = DIGITS.indexOf(char);
      if (digit < 0) return -1;
      value = value * 32 + digit;
    }
    return Math.imul(value, inverse) & 0xfffff;
  };

  const pad = (key) => ("00000" + key).slice(-6);
  const page = (key) => "m/" + pad(key).slice(0, 3) + "/m" + pad(key) + ".html";

  const forms = (lines) => {
    for (const line of lines.split("\n")) for (const form of line.slice(1)) simple[form] = line[0];
  };

  const names = (data) => {
    forms(data.forms);
    const size = data.surname.length;
    const keys = new Uint32Array(size), coded = new Uint8Array(size), byKey = Object.create(null);
    let row = 0;
    runs(data.keys, (key) => { byKey[key] = row; keys[row++] = key; });
    runs(data.coded, (at) => { coded[at] = 1; });

    const chars = data.chars.split("\n"), syllables = data.syllables.split(" "), odd = Object.create(null);
    const sound = chars.map((char, at) => { const told = syllables[number(data.reading, at)]; return told && " " + told; });
    for (const pair of data.odd) odd[pair[0]] = pair[1];
    const lines = new Array(size), pinyin = new Array(size);
    for (let i = 0, at = 0; i < size; i++) {
      const family = data.surnames[number(data.surname, i)];
      let name = family[0], told = family[1] && " " + family[1], remark = false;
      for (let left = number(data.length, i); left > 0; left--, at++) {
        const place = number(data.high, at) * 52 + number(data.low, at);
        name += chars[place];
        remark = remark || chars[place] === "（";
        if (!remark) told += sound[place];
      }
      if (name.slice(-1) === " ") name += pad(keys[i]).slice(-3);
      lines[i] = name;
      pinyin[i] = odd[i] !== undefined ? " " + odd[i] : coded[i] ? "" : told;
    }
    const given = Object.create(null);
    chars.forEach((char, at) => { given[char] = sound[at]; });
    const read = (word) => {
      if (Object.prototype.hasOwnProperty.call(data.spoken, word)) return " " + data.spoken[word].replace("|", "\n ");
      let told = "";
      for (const char of word) told += given[char] || "";
      return told;
    };
    const word = (name, path) => ({ name: name, path: path, folded: fold(name), pinyin: read(name) });

    const townships = data.townships.map((t) => Object.assign(word(t[1], t[0] + "/index.html"), { key: t[0], people: 0, rows: [] }));
    const branchOf = new Uint16Array(size);
    row = 0;
    const branches = data.branches.map((b, at) => {
      const town = townships[b[0]], folder = town.key + "/" + b[1];
      const made = Object.assign(word(b[2], folder + "/index.html"), {
        township: b[0], folder: folder, from: row, to: row + b[3], promises: 0, bytes: 0, villages: []
      });
      for (let i = 4; i < b.length; i += 2) made.villages.push(word(b[i], b[i + 1]));
      branchOf.fill(at, row, made.to);
      row = made.to;
      town.people += b[3];
      return made;
    });
    const order = new Uint32Array(size);
    for (let i = 0; i < size; i++) order[i] = i;
    for (const b of branches) {
      order.subarray(b.from, b.to).sort((x, y) => coded[x] - coded[y] || (pinyin[x] < pinyin[y] ? -1 : pinyin[x] > pinyin[y] ? 1 : x - y));
    }
    const codes = Object.create(null), odds = Object.create(null);
    for (const pair of data.codes) { codes[pair[1].toUpperCase()] = pair[0]; odds[pair[0]] = true; }
    all = {
      size: size, lines: lines, keys: keys, byKey: byKey, order: order, branchOf: branchOf, coded: coded,
      folded: field(lines.map(tidy)), pinyin: field(pinyin), townships: townships, branches: branches,
      posts: data.posts.map((p) => word(p[0], p[1])), offices: data.offices.map((o) => word(o, "")),
      office: numbers(data.office, size), posted: data.posted, post: numbers(data.post, size),
      village: numbers(data.village, size), codes: codes, odds: odds
    };
    if (early) now(early);
  };

  /** How things stand: what changes from week to week, apart from the names. */
  const now = (data) => {
    early = data;
    if (!all) return;
    forms(data.forms);
    all.star = numbers(data.star, all.size, data.lit);
    all.state = numbers(data.state, all.size, data.stood);
    all.branches.forEach((b, at) => { b.promises = data.promises[at]; b.bytes = data.bytes[at]; });
    options();
    restore();
    line.textContent = "";
    run();
  };

  const options = () => {
    const add = (list, value, text) => {
      const made = quoted(make("option", text));
      made.value = value;
      list.appendChild(made);
    };
    all.townships.forEach((t, at) => add(sift.township, at, t.name));
    const held = all.posted.reduce((known, set) => { set.forEach((p) => { known[p] = true; }); return known; }, []);
    all.posts.forEach((p, at) => { if (held[at]) add(sift.post, at, p.name); });
    branchOptions();
  };

  const branchOptions = () => {
    const town = sift.township.value, before = sift.branch.value;
    while (sift.branch.length > 1) sift.branch.remove(1);
    all.branches.forEach((b, at) => {
      if (town !== "" && b.township !== +town) return;
      const made = quoted(make("option", b.name));
      made.value = at;
      sift.branch.appendChild(made);
    });
    sift.branch.value = before;
    if (sift.branch.selectedIndex < 0) sift.branch.value = "";
  };

  /* --- promise texts, read when they are wanted -------------------------------------------------------------------- */

  const promises = (folder, data) => {
    const at = all.branches.findIndex((b) => b.folder === folder);
    if (at < 0) return;
    const lines = data.text.split("\n"), size = lines.length;
    const rows = new Int32Array(size), first = Object.create(null);
    let line = 0, member = 0;
    runs(data.keys, (key) => {
      const row = key in all.byKey ? all.byKey[key] : -1;
      if (row >= 0) first[row] = line;
      for (let left = number(data.count, member); left > 0; left--) rows[line++] = row;
      member++;
    });
    parts[at] = {
      lines: lines, folded: field(lines.map(fold)), rows: rows, first: first,
      n: numbers(data.n, size), state: numbers(data.state, size)
    };
  };

  const load = (path, done) => {
    const script = document.createElement("script");
    script.src = root + path;
    script.async = true;
    script.onload = () => done(true);
    script.onerror = () => done(false);
    document.head.appendChild(script);
  };

  const next = () => {
    while (wanted.length && reading < AT_ONCE) {
      const branch = wanted.shift();
      reading++;
      load("search/" + branch.folder + ".js", (fine) => {
        reading--;
        branch.asked = fine ? READ : LOST;
        if (!fine) missing++;
        if (wanted.length || reading) { progress(); next(); } else run();
      });
    }
  };

  const progress = () => {
    const asked = all.branches.filter((b) => b.asked);
    line.textContent = fill(say.progress, asked.filter((b) => b.asked > ASKED).length, asked.length);
  };

  const ask = (branches) => {
    for (const b of branches) {
      if (b.asked || !b.bytes) continue;
      b.asked = ASKED;
      wanted.push(b);
    }
    progress();
    next();
  };

  /* --- searching --------------------------------------------------------------------------------------------------- */

  const holds = (word, term, rule) => {
    if (word.folded.indexOf(term) >= 0) return true;
    if (!rule || term.length < 2) return false;  // one letter would name every place
    rule.lastIndex = 0;
    return rule.test(word.pinyin);
  };

  /** Rank of every member for one term, 0 where it does not fit; and which places and posts it names. */
  const rank = (term) => {
    const ranks = new Uint8Array(all.size), rule = spoken(term);
    const note = (row, value) => { if (!ranks[row] || ranks[row] > value) ranks[row] = value; };
    const branches = all.branches.map((b) => holds(b, term, rule));
    const townships = all.townships.map((t) => holds(t, term, rule));
    const villages = all.branches.map((b) => b.villages.map((v) => holds(v, term, rule)));
    all.branches.forEach((b, at) => {
      const own = villages[at], joint = b.villages.length > 1;
      if (branches[at] || townships[b.township] || (!joint && own[0])) ranks.fill(SEARCH.place, b.from, b.to);
      else if (joint && own.indexOf(true) >= 0) {
        for (let row = b.from; row < b.to; row++) if (all.village[row] && own[all.village[row] - 1]) ranks[row] = SEARCH.place;
      }
    });
    parts.forEach((part) => lookUp(part.folded, term, (at) => { if (part.rows[at] >= 0) note(part.rows[at], SEARCH.promise); }));
    const posts = all.posts.map((p) => holds(p, term, rule));
    const sets = all.posted.map((set) => set.some((p) => posts[p]));
    const offices = all.offices.map((o) => o.folded !== "" && holds(o, term, rule));
    if (sets.indexOf(true) >= 0 || offices.indexOf(true) >= 0) {
      for (let row = 0; row < all.size; row++) if (sets[all.post[row]] || offices[all.office[row]]) note(row, SEARCH.work);
    }
    if (rule) lookFor(all.pinyin, rule, (row, at) => note(row, at ? SEARCH.pinyin : SEARCH.pinyinHead));
    lookUp(all.folded, term, (row, at) => {
      const whole = all.folded.starts[row + 1] - all.folded.starts[row] - 1 === term.length;
      note(row, whole ? SEARCH.exact : at ? SEARCH.name : SEARCH.head);
    });
    const upper = term.toUpperCase();
    if (/^m[0-9]{6}$/.test(term) && +term.slice(1) in all.byKey) note(all.byKey[+term.slice(1)], SEARCH.code);
    let row = upper in all.codes ? all.codes[upper] : -1;
    if (row < 0) {
      const key = decode(term);
      row = key >= 0 && key in all.byKey ? all.byKey[key] : -1;
      if (row >= 0 && all.odds[row]) row = -1;
    }
    if (row >= 0) {
      note(row, /[0-9]/.test(term) ? SEARCH.code : SEARCH.lettersCode);
    }
    return { ranks: ranks, branches: branches, townships: townships, villages: villages, posts: posts, code: row };
  };

  const inScope = () => {
    const town = sift.township.value, branch = sift.branch.value;
    return all.branches.filter((b, at) => (town === "" || b.township === +town) && (branch === "" || at === +branch));
  };

  let last = null;           // what is shown: terms, rows in order, how many

  const run = () => {
    if (!all) return;
    const query = fold(box.value).trim();
    const terms = query.split(/\s+/).map(tidy).filter(Boolean).slice(0, 6);
    const chosen = Object.keys(sift).some((key) => sift[key].value !== "");
    const scope = inScope();
    const unread = terms.length ? scope.filter((b) => b.bytes && !b.asked) : [];
    const bytes = unread.reduce((sum, b) => sum + b.bytes, 0);
    if (unread.length && bytes <= SMALL) { ask(unread); }

    const found = terms.map(rank);
    const rows = [];
    if (terms.length || chosen) sieve(found, scope, rows);
    const places = terms.length ? placesOf(found, scope) : [];
    const read = scope.reduce((sum, b) => sum + (b.asked === READ ? b.promises : 0), 0);

    last = { terms: terms, rows: rows, shown: 0, codes: found.map((f) => f.code), state: sift.state.value };
    hits.hidden = !(terms.length || chosen);
    $("surnames") && ($("surnames").hidden = !hits.hidden);
    showPlaces(places);
    const list = $("people").querySelector("ol");
    list.textContent = "";
    $("people").hidden = !rows.length;
    show();
    if (!reading && !wanted.length) {
      const told = [];
      if (terms.length || chosen) {
        if (places.length) told.push(fill(say.placed, places.length));
        if (!rows.length && !places.length) told.push(say.nobody, say.hint);
        else if (rows.length > SHOWN) told.push(fill(say.shown, rows.length, SHOWN));
        else if (rows.length) told.push(fill(say.found, rows.length));
        if (terms.length && read) told.push(fill(say.searched, read));
        if (missing) told.push(fill(say.missing, missing));
      }
      line.textContent = told.join(/^zh/.test(document.documentElement.lang) ? "" : " ");
    }
    texts.hidden = !(unread.length && bytes > SMALL);
    if (!texts.hidden) texts.textContent = fill(say.fetch, unread.reduce((sum, b) => sum + b.promises, 0), Math.ceil(bytes / 1000));
  };

  /** Members that fit every term, at least one of them by more than a place, and every choice; best first, then in fixed order. */
  const sieve = (found, scope, rows) => {
    const inside = new Uint8Array(all.branches.length);
    scope.forEach((b) => { inside[all.branches.indexOf(b)] = 1; });
    const post = sift.post.value, star = sift.star.value, state = sift.state.value;
    const sets = post === "" ? null : all.posted.map((set) => set.indexOf(+post) >= 0);
    const office = sift.office ? sift.office.value : "";
    const offices = office === "" ? null : all.offices.map((o) => office === "*" ? o.name !== "" : o.name.split("、").indexOf(office) >= 0);
    const heaps = [];
    for (let i = 0; i < all.size; i++) {
      const row = all.order[i];
      if (!inside[all.branchOf[row]]) continue;
      if (sets && !sets[all.post[row]]) continue;
      if (offices && !offices[all.office[row]]) continue;
      if (star !== "" && !(all.star[row] >> star & 1)) continue;
      if (state !== "" && !(all.state[row] >> state & 1)) continue;
      let sum = 0, person = !found.length;
      for (const f of found) {
        const value = f.ranks[row];
        if (!value) { sum = -1; break; }
        if (value < SEARCH.place) person = true;
        sum += value;
      }
      if (sum >= 0 && person) (heaps[sum] || (heaps[sum] = [])).push(row);
    }
    heaps.forEach((heap) => { for (const row of heap) rows.push(row); });
  };

  /** Townships, branches, villages and posts that every term names; places only within what is chosen. */
  const placesOf = (found, scope) => {
    const every = (test) => found.every(test), places = [];
    if (scope.length === all.branches.length) {
      all.townships.forEach((t, at) => { if (every((f) => f.townships[at])) places.push([t.name, t.path, "", fill(say.people, t.people)]); });
    }
    all.branches.forEach((b, at) => {
      if (scope.indexOf(b) < 0) return;
      const town = (f) => f.townships[b.township], name = all.townships[b.township].name;
      const joint = b.villages.length > 1, some = (f) => f.villages[at].indexOf(true) >= 0;
      const own = found.some((f) => f.branches[at] || some(f));
      if (own && every((f) => f.branches[at] || town(f) || some(f))) {
        places.push([b.name, b.path, name, fill(say.people, b.to - b.from)]);
      }
      if (joint) b.villages.forEach((v, place) => {
        if (v.path && found.some((f) => f.villages[at][place]) && every((f) => f.villages[at][place] || f.branches[at] || town(f))) {
          places.push([v.name, v.path, name + " " + b.name]);
        }
      });
    });
    all.posts.forEach((p, at) => { if (p.path && every((f) => f.posts[at])) places.push([p.name, p.path, ""]); });
    return places;
  };

  /* --- showing ----------------------------------------------------------------------------------------------------- */

  const showPlaces = (places) => {
    const list = $("places").querySelector("ul");
    list.textContent = "";
    $("places").hidden = !places.length;
    places.slice(0, PLACES).forEach((p) => {
      const item = make("li");
      item.appendChild(anchor(p[0], p[1]));
      if (p[2]) { item.append(" "); item.appendChild(quoted(make("span", p[2], "by"))); }
      if (p[3]) { item.append(" "); item.appendChild(make("span", p[3], "by")); }
      list.appendChild(item);
    });
  };

  /** Text with what was searched marked, as far as folding kept its length. */
  const marked = (node, text, terms) => {
    const folded = fold(text);
    let at = 0;
    while (folded.length === text.length && at < text.length) {
      let where = -1, size = 0;
      for (const term of terms) {
        const found = folded.indexOf(term, at);
        if (found >= 0 && (where < 0 || found < where)) { where = found; size = term.length; }
      }
      if (where < 0) break;
      if (where > at) node.append(text.slice(at, where));
      node.appendChild(make("mark", text.slice(where, where + size)));
      at = where + size;
    }
    if (at < text.length) node.append(text.slice(at));
    return node;
  };

  const promiseLines = (row, into) => {
    const part = parts[all.branchOf[row]];
    if (!part || !(row in part.first) || !last.terms.length) return;
    const list = make("ul");
    for (let at = part.first[row]; part.rows[at] === row && list.children.length < LINES; at++) {
      const from = part.folded.starts[at], folded = part.folded.text.slice(from, part.folded.starts[at + 1] - 1);
      if (!last.terms.some((term) => folded.indexOf(term) >= 0)) continue;
      const state = part.state[at] >> 1, overdue = part.state[at] & 1;
      if (last.state !== "" && !(+last.state === state || (+last.state === OVERDUE && overdue))) continue;
      const item = make("li"), to = anchor("", page(all.keys[row]) + "#c" + part.n[at]);
      item.appendChild(marked(to, part.lines[at], last.terms));
      const shown = overdue ? OVERDUE : state;
      item.append(" ");
      item.appendChild(make("span", sift.state.querySelector('[value="' + shown + '"]').textContent, "st st-" + STATES[shown]));
      list.appendChild(item);
    }
    if (list.children.length) into.appendChild(list);
  };

  /** An office in the language of the page, which stands among the choices. */
  const told = (office) => {
    const option = Array.prototype.find.call(sift.office.options, (o) => o.value === office);
    return option ? option.textContent : office;
  };

  const show = () => {
    const list = $("people").querySelector("ol"), made = document.createDocumentFragment();
    last.rows.slice(last.shown, last.shown + SHOWN).forEach((row) => {
      const b = all.branches[all.branchOf[row]], item = make("li");
      const to = anchor("", page(all.keys[row]));
      item.appendChild(marked(to, all.lines[row], last.terms));
      const where = [all.townships[b.township].name, b.name];
      if (all.village[row]) where.push(b.villages[all.village[row] - 1].name);
      if (last.codes.indexOf(row) >= 0) {
        item.append(" ");
        item.appendChild(make("span", fill(say.code, box.value.trim().toUpperCase()), "by"));
      }
      item.append(" ");
      item.appendChild(quoted(make("span", where.join(" "), "by")));
      const work = all.posted[all.post[row]].map((p) => all.posts[p].name).join(" · ");
      const held = all.offices[all.office[row]].name, office = held && held.split("、").map(told).join(say.joint);
      const stars = [];
      for (const option of sift.star.options) if (option.value !== "" && all.star[row] >> option.value & 1) stars.push(option.textContent);
      if (office || work || stars.length) {
        const under = make("div", office);
        if (office && work) under.append(" · ");
        if (work) under.appendChild(quoted(make("span", work)));
        if (stars.length) { under.append(" "); under.appendChild(make("span", stars.join(" "), "lit")); }
        item.appendChild(under);
      }
      promiseLines(row, item);
      made.appendChild(item);
    });
    list.appendChild(made);
    last.shown = Math.min(last.rows.length, last.shown + SHOWN);
    more.hidden = last.shown >= last.rows.length;
  };

  /* --- what was asked stands in the address, so that going back and passing on work --------------------------------- */

  const FIELDS = { q: box, t: sift.township, b: sift.branch, p: sift.post, o: sift.office, s: sift.star, c: sift.state };
  if (!sift.office) delete FIELDS.o;
  let timer = 0;

  const keep = () => {
    clearTimeout(timer);
    timer = 0;
    const asked = Object.keys(FIELDS).filter((key) => FIELDS[key].value.trim() !== "");
    const hash = asked.map((key) => key + "=" + encodeURIComponent(FIELDS[key].value.trim())).join("&");
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", "#" + hash);
  };

  const restore = () => {
    const asked = Object.create(null);
    for (const pair of location.hash.slice(1).split("&")) {
      const at = pair.indexOf("=");
      if (at < 0) continue;
      try { asked[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1)); } catch (fault) { /* an address typed by hand */ }
    }
    for (const key of Object.keys(FIELDS)) {
      if (!(key in asked) && (key !== "q" || !box.value)) continue;
      if (key in asked) FIELDS[key].value = asked[key];
      if (key === "t") branchOptions();
      if (FIELDS[key].selectedIndex < 0) FIELDS[key].value = "";
      if (key !== "q" && FIELDS[key].value !== "") $("sift").open = true;
    }
  };

  /* --- events ------------------------------------------------------------------------------------------------------ */

  const later = () => { clearTimeout(timer); timer = setTimeout(keep, 400); };
  box.addEventListener("input", (event) => { if (!event.isComposing) { run(); later(); } });
  box.addEventListener("compositionend", () => { run(); later(); });
  sift.township.addEventListener("change", () => { branchOptions(); run(); keep(); });
  for (const key of Object.keys(sift)) if (key !== "township") sift[key].addEventListener("change", () => { run(); keep(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); keep(); });
  more.addEventListener("click", show);
  texts.addEventListener("click", () => { texts.hidden = true; ask(inScope()); });
  hits.addEventListener("click", () => { if (timer) keep(); });
  window.addEventListener("hashchange", () => { restore(); run(); });

  form.hidden = false;
  window.threeCards = Object.freeze({ names: names, now: now, promises: promises });
  line.textContent = say.loading;
  for (const path of [say.names, say.now]) load(path, (fine) => { if (!fine) line.textContent = say.broken; });
})();
