"use strict";
// Keeps the page true, sorted and filtered. What it is told goes into text nodes and attributes, never into markup.
(() => {
  const refreshEvery = 3000;
  const patience = 10000;
  const height = 20;
  const body = document.querySelector("tbody");
  const blank = document.querySelector("template").content.firstElementChild;
  const byId = (id) => document.getElementById(id);
  const collator = new Intl.Collator(undefined, { numeric: true });
  const heads = [...document.querySelectorAll("th[data-column]")];
  const rows = new Map([...body.rows].map((row) => [row.dataset.id, row]));
  let guests = [];
  let generation = null;
  let sampled = null;
  let order = { column: 0, isDescending: false };

  const put = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const note = (element, text) => {
    if (text === null) element.removeAttribute("title");
    else if (element.title !== text) element.title = text;
  };

  const age = (seconds) => {
    if (seconds < 120) return `${Math.floor(seconds)} s`;
    return seconds < 7200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
  };
  const showAge = () => {
    if (sampled !== null) put(byId("age"), `${age((performance.now() - sampled) / 1000)} ago`);
  };

  // the code is letters for levels, A for none, each with a number if it stands for several steps
  const outline = (code) => {
    let path = "";
    let position = 0;
    let level = 0;
    for (const [, letter, number] of code.matchAll(/([A-Z])(\d*)/g)) {
      const next = letter.charCodeAt(0) - 65;
      const count = Number(number || 1);
      if (next === 0) {
        if (level > 0) path += `V${height}z`;
      } else {
        if (level === 0) path += `M${position} ${height}`;
        path += `v${level - next}h${count}`;
      }
      level = next;
      position += count;
    }
    return level > 0 ? `${path}V${height}z` : path;
  };

  const showMarks = (cell, marks) => {
    const shown = [...cell.querySelectorAll(".mark")];
    for (const extra of shown.slice(marks.length)) extra.remove();
    marks.forEach((mark, i) => {
      const element = shown[i] ?? cell.appendChild(document.createElement("span"));
      element.className = "mark";
      put(element, mark.text);
      note(element, mark.note);
    });
  };

  const showGuest = (guest) => {
    let row = rows.get(guest.id);
    if (!row) {
      row = document.importNode(blank, true);
      row.dataset.id = guest.id;
      rows.set(guest.id, row);
    }
    const [name, state, ...cells] = row.children;
    put(name.firstElementChild, guest.name);
    showMarks(name, guest.marks);
    put(state, guest.state);
    state.className = `state ${guest.tone}`;
    row.classList.toggle("marked", guest.marks.length > 0);
    const peaks = guest.peaks.values();
    cells.forEach((cell, i) => {
      if (cell.className !== "line") return put(cell, guest.cells[i]);
      cell.querySelector("path").setAttribute("d", outline(guest.cells[i]));
      note(cell, peaks.next().value);
    });
  };

  const compare = (a, b) => {
    const byName = collator.compare(a.name, b.name);
    const sign = order.isDescending ? -1 : 1;
    if (order.column === 0) return sign * byName;
    if (order.column === 1) return sign * collator.compare(a.state, b.state) || byName;
    const [first, second] = [a.keys[order.column - 2], b.keys[order.column - 2]];
    // what is absent comes last in either order
    if (first === null || second === null) return (first === null) - (second === null) || byName;
    return sign * (first - second) || byName;
  };
  const sort = () => {
    guests.sort(compare);
    guests.forEach((guest, i) => {
      const row = rows.get(guest.id);
      if (body.rows[i] !== row) body.insertBefore(row, body.rows[i] ?? null);
    });
  };

  const filter = () => {
    const wanted = byId("filter").value.trim().toLowerCase();
    let count = 0;
    for (const guest of guests) {
      const isShown = [guest.name, guest.state].some((text) => text.toLowerCase().includes(wanted));
      rows.get(guest.id).hidden = !isShown;
      if (isShown) count += 1;
    }
    put(byId("count"), wanted ? `${count} of ${guests.length} guests` : "");
    byId("none").hidden = count > 0;
  };

  const showHost = (host) => {
    put(byId("host"), host.name);
    document.title = `${host.name} – Virtpulse`;
    put(byId("status"), host.status);
    byId("status").className = host.tone;
    const fact = (term, text) => {
      const element = document.createElement("div");
      element.append(document.createElement("dt"), document.createElement("dd"));
      put(element.firstChild, term);
      put(element.lastChild, text);
      return element;
    };
    byId("facts").replaceChildren(...host.facts.map(({ term, text }) => fact(term, text)));
    byId("problems").replaceChildren(
      ...host.problems.map((problem) => {
        const element = document.createElement("li");
        element.textContent = problem;
        return element;
      }),
    );
    byId("problems").className = host.tone;
    byId("problems").hidden = host.problems.length === 0;
  };

  const show = (update) => {
    sampled = typeof update.age === "number" ? performance.now() - update.age * 1000 : null;
    showAge();
    if (!update.guests) return;
    showHost(update.host);
    guests = update.guests;
    const present = new Set(guests.map((guest) => guest.id));
    for (const [id, row] of rows) {
      if (present.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    guests.forEach(showGuest);
    sort();
    filter();
    document.body.classList.toggle("old", update.host.tone === "bad");
    generation = update.generation;
  };

  const lose = (reason) => {
    put(byId("lost"), `The agent does not answer (${reason}), so what is shown gets old. Trying again.`);
    byId("lost").hidden = false;
    document.body.classList.add("old");
  };
  const refresh = async () => {
    try {
      const seen = generation === null ? "" : `?seen=${generation}`;
      const answer = await fetch(`live${seen}`, { cache: "no-store", signal: AbortSignal.timeout(patience) });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const update = await answer.json();
      if (!byId("lost").hidden) {
        byId("lost").hidden = true;
        document.body.classList.toggle("old", byId("status").className === "bad");
      }
      show(update);
    } catch (error) {
      lose(error.message);
    }
  };
  const run = async () => {
    // a page that nobody sees asks for nothing
    if (document.hidden) document.addEventListener("visibilitychange", run, { once: true });
    else {
      await refresh();
      setTimeout(run, refreshEvery);
    }
  };

  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", head.dataset.label);
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const column = Number(head.dataset.column);
      const isAgain = column === order.column;
      // numbers are mostly looked at from the top
      order = { column, isDescending: isAgain ? !order.isDescending : column > 1 };
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order.isDescending ? "descending" : "ascending");
      sort();
    });
  }
  byId("filter").addEventListener("input", filter);
  byId("tools").hidden = false;
  setInterval(showAge, 1000);
  run();
})();
