// Sorts and filters the listings that lack most; without it the page shows them all, the lowest scores first.
const table = document.getElementById("worst");
if (table) {
  const rows = [...table.tBodies[0].rows];
  const [lacking, named, left] = ["lacking", "named", "left"].map((id) => document.getElementById(id));
  const narrow = () => {
    const words = named.value.toLowerCase();
    for (const row of rows) {
      const lacks = !lacking.value || row.dataset.lacks.split(" ").includes(lacking.value);
      row.hidden = !(lacks && row.cells[1].textContent.toLowerCase().includes(words));
    }
    left.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length}`;
  };
  const sort = (heading) => {
    const column = heading.cellIndex;
    const up = heading.ariaSort !== "ascending";
    const order = (one, other) => one.cells[column].textContent.localeCompare(other.cells[column].textContent, "en", { numeric: true });
    for (const each of table.tHead.rows[0].cells) each.ariaSort = each === heading ? (up ? "ascending" : "descending") : "none";
    table.tBodies[0].append(...rows.sort((one, other) => (up ? order(one, other) : order(other, one))));
  };
  lacking.addEventListener("input", narrow);
  named.addEventListener("input", narrow);
  lacking.form.addEventListener("submit", (event) => event.preventDefault());
  table.tHead.addEventListener("click", (event) => event.target.closest("button") && sort(event.target.closest("th")));
  narrow();
}
