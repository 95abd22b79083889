// Sorts and narrows the page's long tables; without it they are there in full, in the order they were written in.
const FIRST = 20;
const order = (column) => (one, other) => one.cells[column].textContent.localeCompare(other.cells[column].textContent, "en", { numeric: true });

function tend(form) {
  const table = document.getElementById(form.dataset.table);
  const rows = [...table.tBodies[0].rows];
  const { kind, words, more } = form.elements;
  let whole = false;

  const narrow = () => {
    const sought = words.value.toLowerCase();
    const met = rows.filter((row) => (!kind.value || row.dataset.kinds.split(" ").includes(kind.value)) && row.textContent.toLowerCase().includes(sought));
    const shown = new Set(whole ? met : met.slice(0, FIRST));
    for (const row of rows) row.hidden = !shown.has(row);
    more.hidden = shown.size === met.length;
    form.querySelector("output").value = `${shown.size} of ${met.length} shown`;
  };
  const sort = (heading) => {
    const up = heading.ariaSort !== "ascending";
    for (const each of table.tHead.rows[0].cells) each.ariaSort = each === heading ? (up ? "ascending" : "descending") : "none";
    const compare = order(heading.cellIndex);
    table.tBodies[0].append(...rows.sort((one, other) => (up ? compare(one, other) : compare(other, one))));
    narrow();
  };

  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => { whole = true; narrow(); });
  table.tHead.addEventListener("click", (event) => event.target.closest("button") && sort(event.target.closest("th")));
  form.hidden = false;
  narrow();
}

document.querySelectorAll("form[data-table]").forEach(tend);
