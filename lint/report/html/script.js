//<![CDATA[
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = [...document.querySelectorAll("article.finding")];
  const form = document.getElementById("filters");
  const names = ["severity", "outcome", "rule", "site", "confidence"];
  const texts = new Map(); // of findings, in small letters, made when they are first searched
  const groups = [...document.querySelectorAll("section.site, section.outcome")].map((at) => ({ at, shown: 0 }));
  const groupOf = new Map(groups.map((g) => [g.at, g]));
  const findings = all.map((at) => ({
    at,
    data: { ...at.dataset },
    in: [groupOf.get(at.closest("section.outcome")), groupOf.get(at.closest("section.site"))],
  }));

  const textOf = (at) => {
    let text = texts.get(at);
    if (text === undefined) {
      text = (at.textContent + " " + at.dataset.outcome + " " + at.dataset.confidence).toLowerCase();
      texts.set(at, text);
    }
    return text;
  };

  // filter shows what fits, and touches nothing that stays as it is.
  const filter = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = names.filter((n) => form.elements[n] && form.elements[n].value !== "").map((n) => [n, form.elements[n].value]);
    const suppressed = form.elements.suppressed && form.elements.suppressed.checked;
    let shown = 0;
    let of = 0;
    for (const g of groups) g.shown = 0;
    for (const f of findings) {
      const counts = suppressed || !f.data.suppressed;
      if (counts) of++;
      const fits = counts && wanted.every(([n, v]) => f.data[n] === v) && (words.length === 0 || words.every((w) => textOf(f.at).includes(w)));
      if (f.at.hidden === fits) f.at.hidden = !fits;
      if (!fits) continue;
      shown++;
      for (const g of f.in) g.shown++;
    }
    for (const g of groups) {
      const gone = g.shown === 0;
      if (g.at.hidden !== gone) g.at.hidden = gone;
    }
    document.getElementById("none").hidden = shown > 0;
    document.getElementById("count").textContent = shown === of ? of + (of === 1 ? " finding" : " findings") : shown + " of " + of + " findings";
  };

  // Keys that come faster than the screen is drawn are answered together. What
  // is found stands at the top, to where the first of them leads.
  let due = false;
  let moved = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      filter();
      if (moved) return;
      moved = true;
      const top = document.getElementById("findings");
      if (top.getBoundingClientRect().top < 0) top.scrollIntoView();
    });
  };

  // Texts are made while nobody waits for them.
  let made = 0;
  const make = (idle) => {
    while (made < all.length && idle.timeRemaining() > 1) textOf(all[made++]);
    if (made < all.length) requestIdleCallback(make);
  };
  if ("requestIdleCallback" in window) requestIdleCallback(make);

  if (form) {
    form.hidden = false;
    form.addEventListener("focusin", () => { moved = false; });
    form.addEventListener("input", soon);
    form.addEventListener("reset", () => setTimeout(filter));
    form.addEventListener("submit", (e) => e.preventDefault());
    filter();
  }

  // step moves the focus to the next finding that is shown, or the one before.
  const step = (by) => {
    const shown = all.filter((at) => !at.hidden);
    if (shown.length === 0) return;
    const now = document.activeElement && document.activeElement.closest("article.finding");
    let at = shown.indexOf(now) + by;
    if (!now) at = 0;
    const to = shown[Math.min(Math.max(at, 0), shown.length - 1)];
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const typing = e.target instanceof Element && e.target.matches("input, select, textarea");
    if (e.key === "Escape" && typing && e.target.name === "text") {
      e.target.value = "";
      filter();
      e.target.blur();
    } else if (typing || !form) {
      return;
    } else if (e.key === "/") {
      e.preventDefault();
      form.elements.text.focus();
      form.elements.text.select();
    } else if (e.key === "j" || e.key === "k") {
      e.preventDefault();
      step(e.key === "j" ? 1 : -1);
    }
  });

  // Walks open below their row, and close there.
  const close = (link) => {
    const row = document.getElementById(link.getAttribute("aria-controls"));
    link.setAttribute("aria-expanded", "false");
    if (row) row.remove();
  };
  const open = (link, walk) => {
    const row = link.closest("tr");
    for (const other of row.querySelectorAll('a[aria-expanded="true"]')) close(other);
    const below = document.createElement("tr");
    below.className = "opened";
    below.id = walk.id + "-opened";
    const cell = below.insertCell();
    cell.colSpan = row.cells.length;
    const copy = walk.cloneNode(true);
    for (const at of [copy, ...copy.querySelectorAll("[id]")]) at.removeAttribute("id");
    copy.removeAttribute("aria-labelledby");
    copy.querySelector(".back").remove();
    cell.append(copy);
    row.after(below);
    link.setAttribute("aria-controls", below.id);
    link.setAttribute("aria-expanded", "true");
  };
  for (const link of document.querySelectorAll("td a[href^='#']")) link.setAttribute("aria-expanded", "false");
  document.addEventListener("click", (e) => {
    const link = e.target instanceof Element && e.target.closest("td a[aria-expanded]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    if (link.getAttribute("aria-expanded") === "true") close(link);
    else open(link, document.getElementById(link.getAttribute("href").slice(1)));
  });

  // On paper nothing can be opened: fixes are.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.fix:not([open])")];
    for (const at of opened) at.open = true;
  });
  addEventListener("afterprint", () => {
    for (const at of opened) at.open = false;
  });
})();
//]]>
