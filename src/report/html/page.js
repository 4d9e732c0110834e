"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const words = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  // Light and dark: what the reader chose, or else what the system says.
  const theme = find("theme");
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showTheme = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-pressed", String(isDark()));
  };
  // Storage may be forbidden for local files.
  const remember = (change) => { try { return change(localStorage); } catch { return null; } };
  const chosen = remember((storage) => storage.getItem("gapdiff-theme"));
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember((storage) => storage.setItem("gapdiff-theme", root.dataset.theme));
    showTheme();
  });
  showTheme();

  // The page of a pair: gaps beside the sources.
  const gaps = all(".gap");
  const lit = [];
  const light = (side, start, end) => {
    const most = Math.min(end, start + 400);
    for (let line = start; line <= most; line += 1) {
      const found = find(`${side}${line}`);
      if (found) { found.classList.add("lit"); lit.push(found); }
    }
    const first = find(`${side}${start}`);
    const pane = find(`${side}-source`);
    if (first && pane) pane.scrollTop = first.offsetTop - pane.clientHeight / 4;
  };
  const dim = () => { for (const line of lit.splice(0)) line.classList.remove("lit"); };
  const jump = (link) => light(link.dataset.side, Number(link.dataset.start), Number(link.dataset.end));
  const choose = (gap) => {
    for (const other of gaps) other.classList.toggle("current", other === gap);
    dim();
    const sides = new Set();
    for (const link of all("dd .place", gap)) {
      if (!sides.has(link.dataset.side)) jump(link);
      sides.add(link.dataset.side);
    }
    gap.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".place");
    if (link) {
      event.preventDefault();
      dim();
      jump(link);
      find(`${link.dataset.side}-source`)?.scrollIntoView({ block: "nearest" });
      history.replaceState(null, "", link.getAttribute("href"));
      return;
    }
    const gap = event.target.closest(".gap");
    if (gap) choose(gap);
  });
  const shownGaps = () => gaps.filter((gap) => !gap.hidden);
  const step = (by) => {
    const shown = shownGaps();
    if (!shown.length) return;
    const at = shown.findIndex((gap) => gap.classList.contains("current"));
    const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
    choose(next);
    next.querySelector("button").focus({ preventScroll: true });
  };
  const gapSearch = find("gap-search");
  if (gapSearch) {
    const severity = find("gap-severity");
    const dimension = find("gap-dimension");
    const text = new Map(gaps.map((gap) => [gap, gap.textContent.toLowerCase()]));
    const filter = () => {
      const wanted = gapSearch.value.trim().toLowerCase();
      for (const gap of gaps) {
        const fits = text.get(gap).includes(wanted) && (!severity.value || gap.dataset.severity === severity.value) && (!dimension.value || gap.dataset.dimension === dimension.value);
        gap.hidden = !fits;
      }
      const count = shownGaps().length;
      find("gap-count").textContent = count === gaps.length ? words(count, "gap") : `${count} of ${words(gaps.length, "gap")}`;
    };
    for (const control of [gapSearch, severity, dimension]) control.addEventListener("input", filter);
    find("gap-next").addEventListener("click", () => step(1));
    find("gap-previous").addEventListener("click", () => step(-1));
  }

  // The page of a run: the table of samples.
  const table = find("samples");
  const search = gapSearch || find("search");
  if (table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const text = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const [tool, least, most, odd, shown] = ["tool", "least", "most", "odd", "shown"].map(find);
    const filter = () => {
      const wanted = search.value.trim().toLowerCase();
      let count = 0;
      for (const row of rows) {
        const value = row.dataset.value;
        const inRange = (!least.value || (value !== undefined && Number(value) >= Number(least.value))) && (!most.value || (value !== undefined && Number(value) <= Number(most.value)));
        const fits = text.get(row).includes(wanted) && (!tool.value || row.dataset.tool === tool.value) && inRange && (!odd.checked || "odd" in row.dataset);
        row.hidden = !fits;
        if (fits) count += 1;
      }
      shown.textContent = count === rows.length ? words(count, "sample") : `${count} of ${words(rows.length, "sample")}`;
    };
    for (const control of [search, tool, least, most, odd]) control.addEventListener("input", filter);
    find("reset").addEventListener("click", () => {
      for (const control of [search, tool, least, most]) control.value = "";
      odd.checked = false;
      filter();
    });
    for (const chip of all("[data-search]")) {
      chip.addEventListener("click", () => {
        search.value = chip.dataset.search;
        filter();
        table.scrollIntoView({ block: "center" });
      });
    }
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      head.querySelector("button").addEventListener("click", () => {
        const isNumber = head.dataset.kind === "number";
        // Numbers are wanted from the largest on, names from the first on.
        const first = isNumber ? "descending" : "ascending";
        const now = head.getAttribute("aria-sort");
        const order = now === "none" ? first : now === "ascending" ? "descending" : "ascending";
        for (const other of heads) other.setAttribute("aria-sort", other === head ? order : "none");
        const value = (row) => {
          const cell = row.cells[column];
          return cell.dataset.sort ?? cell.textContent.trim();
        };
        const sign = order === "ascending" ? 1 : -1;
        const keyed = rows.map((row) => [value(row), row]);
        keyed.sort(([one], [other]) => {
          // What is not known comes last in either order.
          if (one === "" || other === "") return (one === "") - (other === "");
          return sign * (isNumber ? Number(one) - Number(other) : one.localeCompare(other));
        });
        body.append(...keyed.map(([, row]) => row));
      });
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
    if (gapSearch && event.key === "j") step(1);
    if (gapSearch && event.key === "k") step(-1);
  });
})();
