"use strict";
// Search, filters, sorting and keys for the table of a cohort. The table is whole without them.
{
  const form = document.getElementById("cohort.filters");
  const table = document.getElementById("cohort.table");
  const told = document.getElementById("cohort.told");
  const [weeks, heads] = [...table.tHead.rows].map((row) => [...row.cells]);
  const rows = [...table.tBodies[0].rows];
  const audited = rows.filter((row) => !row.classList.contains("failed"));
  const first = heads.findIndex((head) => head.classList.contains("first")); // column of the first item
  const item = new Map(heads.map((head, column) => [head.textContent.trim(), column]));
  const weekOf = []; // by column
  weeks.slice(1).forEach((week, number) => weekOf.push(...Array(week.colSpan).fill(number)));
  const verdicts = new Map([...form.elements.verdict.options].map((option) => [option.value, option.text]));
  const worst = "cuwqpsb"; // verdicts, those that need a look most before the others

  const verdictOf = (cell) => cell.className.charAt(0);
  const nameOf = (row) => row.cells[0].textContent.trim();
  const sought = new Map(rows.map((row) => [row, `${nameOf(row)} ${row.dataset.members ?? ""}`.toLowerCase()]));

  function isShown(column, wanted) {
    return !wanted || wanted === String(weekOf[column - first]) || item.get(wanted) === column;
  }

  let shownItems = "";
  function showItems(wanted) {
    if (wanted === shownItems) return;
    shownItems = wanted;
    for (const cells of [heads, ...audited.map((row) => row.cells), table.tFoot.rows[0].cells]) {
      for (let column = first; column < cells.length; column++) cells[column].hidden = !isShown(column, wanted);
    }
    weeks.slice(1).forEach((week, number) => {
      week.colSpan = heads.filter((head, column) => weekOf[column - first] === number && !head.hidden).length || 1;
      week.hidden = !heads.some((head, column) => weekOf[column - first] === number && !head.hidden);
    });
  }

  // How many cells of a row have one of the verdicts; those of other verdicts fade.
  function matches(row, wanted) {
    let count = 0;
    for (const cell of [...row.cells].slice(first)) {
      if (cell.hidden) continue;
      const matching = !wanted || (cell.className !== "" && wanted.includes(verdictOf(cell)));
      cell.classList.toggle("off", !matching);
      count += matching;
    }
    return count;
  }

  const collator = new Intl.Collator("en", { numeric: true });
  const rank = (cell) => (cell?.className ? worst.indexOf(verdictOf(cell)) : worst.length);
  const number = (cell) => parseFloat(cell?.textContent) || 0;

  let sortedBy = "";
  function sort(by) {
    if (by === sortedBy) return;
    sortedBy = by;
    const column = item.get(by) ?? Number(by);
    const order = {
      "": () => 0,
      0: (one, other) => collator.compare(nameOf(one), nameOf(other)),
    }[by] ?? (column < first
      ? (one, other) => number(other.cells[column]) - number(one.cells[column])
      : (one, other) => rank(one.cells[column]) - rank(other.cells[column]));
    table.tBodies[0].append(...[...rows].sort(order));
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    if (by) heads[column].setAttribute("aria-sort", column === 0 || column >= first ? "ascending" : "descending");
  }

  function apply() {
    const { find, items, verdict, sort: by, look } = form.elements;
    showItems(items.value);
    sort(by.value);
    const words = find.value.toLowerCase().trim();
    let groups = 0;
    let cells = 0;
    for (const row of rows) {
      const count = row.classList.contains("failed") ? 0 : matches(row, verdict.value);
      row.hidden = !sought.get(row).includes(words)
        || (look.checked && !row.classList.contains("look"))
        || (verdict.value !== "" && count === 0);
      groups += !row.hidden;
      cells += row.hidden ? 0 : count;
    }
    form.querySelector("output").textContent = `${groups} of ${rows.length} groups`
      + (verdict.value ? `, ${cells} cells` : "");
    const view = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", view.size || location.hash.includes("=") ? `#${view}` : location.hash || "#");
  }

  // A view is in the page's address, to be sent to somebody.
  function read() {
    if (!location.hash.includes("=")) return;
    const view = new URLSearchParams(location.hash.slice(1));
    for (const field of form.querySelectorAll("[name]")) {
      if (field.type === "checkbox") field.checked = view.has(field.name);
      else field.value = view.get(field.name) ?? "";
    }
  }

  // Tab reaches the table once, and arrow keys move in it.
  const linkIn = (cell) => cell?.querySelector("a, button");
  let current = null;
  function enter(link) {
    if (current) current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  }

  function neighbour(cell, down, right) {
    const shown = [table.tHead.rows[1], ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
    let row = shown.indexOf(cell.parentElement);
    let column = cell.cellIndex;
    for (;;) {
      row += down;
      column += right;
      const next = shown[row]?.cells[column];
      if (!shown[row] || column < 0 || column >= heads.length) return null;
      if (next && !next.hidden && linkIn(next)) return linkIn(next);
    }
  }

  function last(cell, down, right) {
    let link = linkIn(cell);
    for (let next = link; next; next = neighbour(next.closest("td, th"), down, right)) link = next;
    return link;
  }

  const moves = {
    ArrowUp: (cell) => neighbour(cell, -1, 0),
    ArrowDown: (cell) => neighbour(cell, 1, 0),
    ArrowLeft: (cell) => neighbour(cell, 0, -1),
    ArrowRight: (cell) => neighbour(cell, 0, 1),
    Home: (cell) => last(cell, 0, -1),
    End: (cell) => last(cell, 0, 1),
    PageUp: (cell) => last(cell, -1, 0),
    PageDown: (cell) => last(cell, 1, 0),
  };

  // What a cell stands for, in words.
  let at = null;
  function tell(cell) {
    at?.classList.remove("at");
    at = heads[cell.cellIndex];
    at.classList.add("at");
    const group = nameOf(cell.parentElement);
    if (cell.parentElement === heads[0].parentElement) {
      told.textContent = `${cell.textContent.trim()}: ${cell.title || "sorts the groups"}`;
    } else if (cell.cellIndex < first || !cell.className) {
      const remarks = cell.parentElement.cells[0].title;
      told.textContent = remarks ? `${group} · ${remarks}` : group;
    } else {
      const verdict = verdicts.get(verdictOf(cell));
      const link = linkIn(cell);
      link.setAttribute("aria-label", `${group}, ${at.textContent.trim()}: ${verdict}`);
      told.textContent = `${group} · ${at.textContent.trim()} · ${at.title} · ${verdict}${link.title ? `: ${link.title}` : ""}`;
    }
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      const by = column < first ? String(column) : button.textContent.trim();
      form.elements.sort.value = sortedBy === by ? "" : by;
      apply();
    });
    head.append(button);
  });
  for (const link of table.querySelectorAll("a, button")) link.tabIndex = -1;
  enter(linkIn(rows.find((row) => linkIn(row.cells[0]))?.cells[0]) ?? linkIn(heads[0]));
  table.parentElement.removeAttribute("tabindex");
  form.hidden = told.hidden = false;

  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    if (!moves[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moves[event.key](cell)?.focus();
  });
  for (const kind of ["focusin", "pointerover"]) {
    table.addEventListener(kind, (event) => {
      const cell = event.target.closest("tbody td, tbody th, thead tr + tr th");
      if (!cell || cell.parentElement.classList.contains("failed")) return;
      if (kind === "focusin") enter(event.target);
      tell(cell);
    });
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", () => { read(); apply(); });
  read();
  apply();
}
