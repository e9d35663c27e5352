"use strict";
const at = id => document.getElementById(id);
const pageSize = 50;
let kinds = [], shape = null, rows = new Map(), after = null, open = null, follow = null, finding = "";

// Answers carry {error, field}; both go with the failure so that the form can point at the field.
async function call(method, path, body, headers = {}, signal) {
  const answer = await fetch(path, { method, signal, headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  const value = text ? JSON.parse(text) : null;
  if (!answer.ok) throw Object.assign(new Error(value?.error ?? answer.statusText), { status: answer.status, field: value?.field });
  return value;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const columns = () => shape.fields.filter(f => !["group", "lines", "textlist", "longtext"].includes(f.type)).slice(0, 7);
const shown = value => value === null || value === undefined ? "" : value === true ? "yes" : value === false ? "no" : String(value);

function rowOf(record) {
  const row = element("tr", { tabIndex: 0 });
  row.dataset.id = record.id;
  row.append(element("td", { className: "id", textContent: record.id }));
  for (const field of columns()) {
    const number = ["money", "minor", "count"].includes(field.type);
    row.append(element("td", { className: number ? "number" : "", textContent: shown(record[field.name]), title: shown(record[field.name]) }));
  }
  row.classList.toggle("open", open?.id === record.id);
  row.onclick = () => edit(record.id);
  row.onkeydown = event => { if (event.key === "Enter") edit(record.id); };
  return row;
}

function place(record, fresh) {
  const row = rowOf(record), old = rows.get(String(record.id));
  if (fresh) row.classList.add("fresh");
  if (old) old.replaceWith(row); else if (fresh) at("rows").prepend(row); else at("rows").append(row);
  rows.set(String(record.id), row);
}

async function list(first, signal = follow.signal) {
  if (first) { rows.clear(); at("rows").replaceChildren(); after = null; }
  const page = await call("GET", `/${shape.kind}?limit=${pageSize}${finding}${after ? "&after=" + encodeURIComponent(after) : ""}`, null, {}, signal);
  page.items.forEach(record => place(record, false));
  after = page.next;
  at("further").hidden = !page.more;
  return page.cursor;
}

async function show(kind) {
  follow?.abort();
  follow = new AbortController();
  const mine = follow.signal;
  shape = kinds.find(k => k.kind === kind) ?? kinds[0];
  finding = ""; at("value").value = ""; closeEditor();
  at("kinds").replaceChildren(...kinds.map(k => {
    const link = element("a", { href: "#" + k.kind, textContent: k.kind });
    if (k === shape) link.setAttribute("aria-current", "page");
    return link;
  }));
  at("head").replaceChildren(element("tr", {}, element("th", { textContent: "id" }), ...columns().map(f => element("th", { textContent: f.name }))));
  at("field").replaceChildren(...shape.fields.flatMap(f => f.type === "group" || f.type === "lines" ? f.fields.map(i => `${f.name}.${i.name}`) : [f.name])
    .map(name => element("option", { textContent: name })));
  if (shape.unique) at("field").value = shape.unique;
  await watch(mine);
}

// Lists, then follows the feed from that list's cursor; starts over when the cursor has expired.
async function watch(mine) {
  let cursor = null;
  while (!mine.aborted) {
    try {
      cursor ??= await list(true, mine);
      at("live").className = "on"; at("live").textContent = "live";
      const page = await call("GET", `/${shape.kind}?since=${encodeURIComponent(cursor)}&limit=200&wait=30`, null, {}, mine);
      page.items.forEach(changed);
      cursor = page.next;
    } catch (failure) {
      if (mine.aborted) return;
      if (failure.status === 410) cursor = null;
      at("live").className = ""; at("live").textContent = failure.message;
      await new Promise(done => setTimeout(done, 2000));
    }
  }
}

function changed(record) {
  const known = rows.get(String(record.id));
  if (record.deleted) { known?.remove(); rows.delete(String(record.id)); }
  else if (known || !finding) place(record, true);
  if (open?.id === record.id && open.version !== record.version) at("stale").hidden = false;
}

function input(field, value) {
  const name = { name: field.name };
  if (field.type === "boolean") return element("input", { ...name, type: "checkbox", checked: value ?? true });
  if (field.type === "word") {
    const select = element("select", name, ...field.words.map(word => element("option", { textContent: word })));
    if (value) select.value = value;
    return select;
  }
  if (field.type === "longtext") return element("textarea", { ...name, value: value ?? "" });
  if (field.type === "lines") return element("textarea", { ...name, className: "json", spellcheck: false, value: JSON.stringify(value ?? [], null, 2) });
  if (field.type === "textlist") return element("input", { ...name, value: (value ?? []).join(", "), placeholder: "comma, separated" });
  const type = field.type === "date" ? "date" : ["money", "minor", "count"].includes(field.type) ? "number" : "text";
  return element("input", { ...name, type, value: value ?? "", step: field.type === "money" ? "any" : "1", placeholder: field.to ? `id in ${field.to}` : "" });
}

function build(fields, record, path = "") {
  return fields.map(field => {
    if (field.type === "group") {
      return element("fieldset", {}, element("legend", { textContent: field.name }), ...build(field.fields, record?.[field.name], path + field.name + "."));
    }
    const control = input(field, record?.[field.name]);
    const row = element("label", { className: "field" }, element("span", { textContent: field.name + (field.required ? " *" : "") }), control);
    row.dataset.path = path + field.name;
    return row;
  });
}

const control = path => at("fields").querySelector(`[data-path="${path}"]`).lastChild;

function collect(fields, path = "") {
  const record = {};
  for (const field of fields) {
    if (field.type === "group") {
      const group = collect(field.fields, path + field.name + ".");
      record[field.name] = Object.values(group).every(value => value === null) ? null : group;
      continue;
    }
    const box = control(path + field.name), text = box.value;
    record[field.name] = field.type === "boolean" ? box.checked
      : field.type === "lines" ? JSON.parse(text || "[]")
      : field.type === "textlist" ? text.split(",").map(word => word.trim()).filter(Boolean)
      : text === "" ? null
      : ["money", "minor", "count"].includes(field.type) ? Number(text)
      : field.type === "reference" && /^\d+$/.test(text) ? Number(text)
      : text;
  }
  return record;
}

// Only what the person changed is sent, so that an edit made elsewhere to another field is not undone.
function difference(before, now) {
  const patch = {};
  for (const [name, value] of Object.entries(now)) {
    if (JSON.stringify(value) !== JSON.stringify(before[name] ?? null)) patch[name] = value;
  }
  return patch;
}

async function edit(id) {
  try { openEditor(await call("GET", `/${shape.kind}/${id}`)); } catch (failure) { at("live").textContent = failure.message; }
}

function openEditor(record) {
  open = record;
  at("editor").hidden = false; at("stale").hidden = true; at("error").hidden = true;
  at("title").textContent = record.id ? record.name ?? ([record.first_name, record.last_name].filter(Boolean).join(" ") || null) ?? record.title ?? record.number ?? record.reference ?? record.sku ?? record.email ?? record.id : `New in ${shape.kind}`;
  at("meta").textContent = record.id ? `${record.id} · version ${record.version} · ${new Date(record.updated_at).toLocaleString()}` : "";
  at("delete").hidden = !record.id;
  at("fields").replaceChildren(...build(shape.fields, record));
  if (record.id) open.asShown = collect(shape.fields);
  document.querySelectorAll("tr.open").forEach(row => row.classList.remove("open"));
  rows.get(String(record.id))?.classList.add("open");
}

function closeEditor() {
  open = null;
  at("editor").hidden = true;
  document.querySelectorAll("tr.open").forEach(row => row.classList.remove("open"));
}

function complain(failure) {
  at("error").hidden = false;
  at("error").textContent = failure.status === 412 ? "This record was changed elsewhere meanwhile: load the new state first." : failure.message;
  if (failure.status === 412) at("stale").hidden = false;
  const wrong = failure.field && at("fields").querySelector(`[data-path="${failure.field.split("[")[0]}"]`);
  wrong?.classList.add("wrong");
  wrong?.lastChild.focus();
}

async function attempt(work) {
  at("error").hidden = true;
  at("fields").querySelectorAll(".wrong").forEach(row => row.classList.remove("wrong"));
  try { await work(); } catch (failure) { complain(failure); }
}

at("record").onsubmit = event => {
  event.preventDefault();
  attempt(async () => {
    const now = collect(shape.fields), ifMatch = { "If-Match": `"${open.version}"` };
    const saved = open.id
      ? await call("PATCH", `/${shape.kind}/${open.id}`, difference(open.asShown, now), ifMatch)
      : await call("POST", `/${shape.kind}`, now);
    openEditor(saved);
  });
};
at("delete").onclick = () => attempt(async () => {
  if (!confirm("Delete this record?")) return;
  await call("DELETE", `/${shape.kind}/${open.id}`, null, { "If-Match": `"${open.version}"` });
  closeEditor();
});
at("reload").onclick = () => edit(open.id);
at("close").onclick = closeEditor;
at("new").onclick = () => openEditor({});
at("further").onclick = () => list(false);
at("search").onsubmit = event => {
  event.preventDefault();
  finding = at("value").value ? `&${at("field").value}=${encodeURIComponent(at("value").value)}` : "";
  list(true).catch(failure => { at("live").textContent = failure.message; });
};
onhashchange = () => show(location.hash.slice(1));
call("GET", "/_shapes").then(answer => { kinds = answer.kinds; return show(location.hash.slice(1)); });
