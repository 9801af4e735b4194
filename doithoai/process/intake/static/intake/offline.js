/* The offline page: one line after another, keyboard or thumb. Everything typed lies in awayStore before it is shown as kept. */
(function () {
  'use strict';
  const doc = document, one = (sel, from) => (from || doc).querySelector(sel + ':not([data-words])'), store = window.awayStore;
  const app = one('[data-app]'), words = doc.querySelector('[data-words]').dataset, touch = matchMedia('(hover:none) and (pointer:coarse)');
  const entry = one('[data-entry]'), roundForm = one('[data-round]'), field = entry.elements, said = one('[data-said]');
  const TONES = { waiting: 'bad', sending: 'warn', taken: 'good', refused: 'bad', conflict: 'bad' };
  const CARRIED = ['village', 'said_on', 'mode'], TYPED = ['text', 'name', 'phone', 'village', 'said_on', 'mode'];
  let me = null, rows = [], others = [], round = null, editing = null, pending = null, sender = null, draftTimer = 0, ready = false;

  const fill = (text, parts) => text.replace(/\{(\w+)\}/g, (all, name) => name in parts ? parts[name] : all);
  const fold = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();
  const two = n => String(n).padStart(2, '0');
  const iso = date => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const shown = day => day ? day.split('-').reverse().join('/') : '';
  const today = () => iso(new Date());
  function dayOf(text) {
    const found = text.trim().match(/^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}))?$/);
    if (!found) return null;
    const year = +(found[3] || new Date().getFullYear()), date = new Date(year, found[2] - 1, +found[1]);
    return date.getMonth() === found[2] - 1 && year > 1944 ? iso(date) : null;
  }
  const newId = () => crypto.randomUUID ? crypto.randomUUID() : '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, c => (c ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> c / 4).toString(16));
  const mayEdit = row => (row.state === 'waiting' || row.state === 'refused') && !row.lost;
  const mayRemove = row => row.state === 'waiting' || row.state === 'refused' || row.state === 'conflict' || !!row.lost;

  function trouble(text) {
    one('[data-trouble]').hidden = !text;
    one('[data-trouble-text]').textContent = text || '';
    app.hidden = !!text;
  }
  function say(text, tone, undo) {
    said.className = 'said ' + (tone || '');
    said.textContent = text;
    if (undo) said.append(' ', button(words.undo, () => store.putBack(undo).then(reload).then(() => say(''))));
  }
  function wrong(form, text, name) {
    const box = one('.field-error', form);
    box.textContent = text || '';
    box.hidden = !text;
    if (text) say('');
    Array.from(form.elements).forEach(el => el.removeAttribute('aria-invalid'));
    if (text && name) { form.elements[name].setAttribute('aria-invalid', 'true'); form.elements[name].focus(); }
    return !text;
  }
  const full = error => { wrong(entry, words.full); console.info('not kept:', error && error.name); };
  function button(label, act) {
    const made = doc.createElement('button'), span = doc.createElement('span');
    made.type = 'button'; made.className = 'btn btn-quiet'; span.textContent = label; made.append(span);
    made.addEventListener('click', act);
    return made;
  }

  /* --- what stands on the page --- */
  function showTally() {
    const state = sender.state, open = rows.filter(row => row.state !== 'taken').length, sent = rows.length - open;
    const look = rows.filter(row => /refused|conflict/.test(row.state)).length;
    const tally = one('[data-tally]');
    tally.dataset.tally = open ? 'bad' : sent ? 'good' : 'none';
    one('[data-count]').textContent = open ? fill(words.unsent, { n: open }) : sent ? words.allSent : words.nothing;
    one('[data-net]').textContent = navigator.onLine ? words.online : words.offline;
    const note = state.busy ? words.busy : state.wrongSeat ? words.wrongSeat : look ? fill(words.toLook, { n: look }) :
      state.failing && navigator.onLine ? words.later : open ? words.hold : ready ? words.ready : '';
    one('[data-note]').textContent = note;
    one('[data-do=send]').disabled = state.busy || !open;
    one('[data-sign-in]').hidden = !state.signedOut;
    one('[data-do=clear]').hidden = !sent;
    one('[data-empty]').hidden = rows.length > 0;
    const box = one('[data-others]');
    box.hidden = !others.length;
    const who = Array.from(new Set(others.map(row => row.label))).join('; ');
    one('[data-others-text]').textContent = others.length ? fill(words.others, { n: others.length, who }) : '';
  }
  function twinOf(row, among) {
    const folded = fold(row.text);
    return among.find(other => other.uuid !== row.uuid && other.n < (row.n || Infinity) && fold(other.text) === folded);
  }
  function lineOf(row) {
    const line = one('[data-line-form]').content.firstElementChild.cloneNode(true), part = name => one(`[data-part=${name}]`, line);
    part('number').textContent = fill(words.line, { n: row.n });
    part('state').textContent = fill(words[row.state], { number: row.number });
    part('state').classList.add(TONES[row.state]);
    const twin = row.state !== 'taken' && !row.lost && twinOf(row, rows);
    part('twin').hidden = !twin;
    if (twin) part('twin').textContent = fill(words.twin, { n: twin.n });
    part('text').textContent = row.lost ? fill(words.lost, { n: 1 }) : row.text;
    const late = row.state === 'taken' && iso(new Date(row.typed_at)) < iso(new Date(row.received_at));
    const mode = Array.from(field.mode.options).find(option => option.value === row.mode);
    part('facts').textContent = [row.village, shown(row.said_on), mode && mode.textContent, late && words.late].filter(Boolean).join(' · ');
    /* Who said it stays on the screen of whoever wrote it down: a printed list goes from hand to hand. */
    part('person').textContent = [row.name, row.phone].filter(Boolean).map(fact => ' · ' + fact).join('');
    const reason = row.state === 'conflict' && row.number ? `${row.reason} ${fill(words.conflictKnown, { number: row.number })}` : row.reason;
    part('reason').textContent = reason || '';
    part('reason').hidden = !reason;
    line.classList.toggle('is-current', row.uuid === editing);
    const acts = one('.line-do', line);
    if (mayEdit(row)) acts.append(button(words.edit, () => edit(row.uuid)));
    if (row.state === 'conflict') acts.append(button(words.asNew, () => store.renumber(row.uuid, newId()).then(reload)));
    if (mayRemove(row)) acts.append(button(row.state === 'conflict' ? words.drop : words.remove, () => takeOut(row)));
    return line;
  }
  function showRows() {
    const list = one('[data-lines]'), nodes = rows.slice().reverse().map(lineOf);
    list.replaceChildren(...nodes);
    showTally();
  }
  async function reload() {
    ({ mine: rows, others } = await store.rows(me ? me.seat : ''));
    showRows();
  }
  function showRound() {
    const f = roundForm.elements, r = round || { kind: 'village_meeting', held_on: '', attendance: null, witnesses: '', meeting: '' };
    f.kind.value = r.kind; f.held_on.value = shown(r.held_on); f.attendance.value = r.attendance === null ? '' : r.attendance;
    f.witnesses.value = r.witnesses; f.meeting.value = r.meeting;
    const kind = f.kind.selectedOptions[0].textContent, came = r.attendance === null ? '' : fill(words.roundCame, { n: r.attendance });
    const line = [kind, me && me.village, r.held_on && fill(words.roundLine, { day: shown(r.held_on) }), came].filter(Boolean).join(' · ');
    one('[data-round-line]').textContent = line;
    one('[data-print-line]').textContent = [me && me.unit, line, r.witnesses].filter(Boolean).join(' · ');
  }
  function showMe() {
    one('[data-label]').textContent = me.label;
    one('[data-village-box]').hidden = !!me.village;
    one('#villages').replaceChildren(...me.villages.map(name => Object.assign(doc.createElement('option'), { value: name })));
    const pick = one('[data-meetings]'), before = pick.value;
    pick.replaceChildren(pick.options[0], ...me.meetings.map(m => new Option(m.label, m.code)));
    pick.value = before;
    if (pick.selectedIndex < 0) pick.value = '';
  }

  /* --- one line --- */
  const typed = () => Object.fromEntries(TYPED.map(name => [name, field[name].value]));
  const setTyped = values => TYPED.forEach(name => { if (name in values) field[name].value = values[name]; });
  function checked() {
    const now = typed(), text = now.text.trim(), day = dayOf(now.said_on), named = now.village.trim();
    const village = me.village || me.villages.find(name => fold(name) === fold(named)) || named;
    const length = Array.from(text.normalize('NFC')).length;
    if (length < 5) return wrong(entry, words.short, 'text');
    if (length > 20000) return wrong(entry, words.long, 'text');
    if (!village) return wrong(entry, words.needVillage, 'village');
    if (now.said_on.trim() && !day) return wrong(entry, words.badDay, 'said_on');
    if (day && day > today()) return wrong(entry, words.future, 'said_on');
    if (now.mode === 'public' && !now.name.trim()) return wrong(entry, words.needName, 'name');
    wrong(entry, '');
    const anonymous = now.mode === 'anonymous';
    return {
      facts: { village, said_on: day || '', mode: now.mode, edited_at: Date.now(), state: 'waiting', reason: '' },
      words: { text, name: anonymous ? '' : now.name.trim(), phone: anonymous ? '' : now.phone.trim() }
    };
  }
  function showForm() {
    const row = rows.find(one => one.uuid === editing);
    one('[data-entry-title]').textContent = row ? fill(words.editTitle, { n: row.n }) : words.newTitle;
    one('[data-save]').textContent = row ? words.save : words.add;
    one('[data-do=leave]').hidden = !row;
    sender.state.editing = editing;
    showRows();
  }
  function fresh(values) {
    editing = null;
    setTyped(Object.assign({ text: '', name: '', phone: '' }, values || pending || {}));
    /* A name is made public by each person's own wish: that choice is never carried to the next. */
    if (!values && !pending && field.mode.value === 'public') field.mode.value = 'confidential';
    pending = null;
    if (!field.said_on.value) field.said_on.value = shown(round && round.held_on || today());
    wrong(entry, '');
    showForm();
    field.text.focus();
  }
  async function save() {
    const line = checked();
    if (!line) return false;
    field.village.value = line.facts.village;
    try {
      if (editing) {
        const kept = await store.rewrite(editing, line.facts, line.words, mayEdit);
        if (kept) say(fill(words.saved, { n: kept.n }));
      } else {
        await beginRound();
        const facts = { uuid: newId(), owner: me.seat, label: me.label, round: round.uuid, typed_at: new Date().toISOString(), number: '', received_at: '' };
        const kept = await store.add(Object.assign(facts, line.facts), line.words);
        const twin = twinOf(Object.assign({}, kept, line.words), rows);
        say(twin ? fill(words.addedTwin, { n: kept.n, m: twin.n }) : fill(words.added, { n: kept.n }), twin ? 'warn' : '');
        await store.drop('draft:' + me.seat);
      }
    } catch (error) { full(error); return false; }
    await reload();
    sender.plan();
    return true;
  }
  /* Enter may come twice before the first line is on disk. */
  let saving = null;
  const saveOnce = () => saving || (saving = save().finally(() => { saving = null; }));
  const next = () => saveOnce().then(kept => { if (kept) fresh(); });

  async function edit(uuid) {
    const left = rows.find(row => row.uuid === editing);
    if (left && changed(left) && !await saveOnce()) return;
    if (!editing) pending = field.text.value.trim() ? typed() : null;
    const row = rows.find(one => one.uuid === uuid);
    if (!row || !mayEdit(row)) return fresh();
    editing = uuid;
    setTyped(Object.assign({}, row, { said_on: shown(row.said_on) }));
    wrong(entry, '');
    showForm();
    field.text.focus();
    field.text.setSelectionRange(0, 0);
    one('[data-entry]').scrollIntoView({ block: 'nearest' });
  }
  const changed = row => TYPED.some(name => field[name].value.trim() !== (name === 'said_on' ? shown(row.said_on) : row[name]));
  async function takeOut(row) {
    const gone = await store.remove(row.uuid, now => mayRemove(now) || row.lost);
    if (editing === row.uuid) fresh();
    await reload();
    if (gone) say(fill(words.removed, { n: gone.n }), 'warn', gone);
  }
  /* Up and down go through the lines that may still be changed; below the last stands the new one. */
  async function step(by) {
    const open = rows.filter(mayEdit), at = editing ? open.findIndex(row => row.uuid === editing) : open.length;
    const to = at + by;
    if (to < 0 || to > open.length) return;
    if (to < open.length) return edit(open[to].uuid);
    const left = rows.find(row => row.uuid === editing);
    if (left && changed(left) && !await saveOnce()) return;
    fresh();
  }
  function copyAbove() {
    const at = editing ? rows.findIndex(row => row.uuid === editing) : rows.length, above = rows[at - 1];
    if (!above) return say(words.noAbove, 'warn');
    setTyped({ village: above.village, said_on: shown(above.said_on), name: above.name, phone: above.phone });
    keepDraft();
    say(fill(words.copied, { n: above.n }));
  }

  /* --- the round --- */
  async function beginRound() {
    if (round) return;
    round = { uuid: newId(), kind: 'village_meeting', village: me.village || field.village.value.trim(), held_on: dayOf(field.said_on.value) || '', attendance: null, witnesses: '', meeting: '', tried: false };
    await keepRound();
  }
  async function keepRound() {
    await store.putRound(round);
    await store.keep('round:' + me.seat, round.uuid);
    showRound();
  }
  async function saveRound() {
    const f = roundForm.elements, held = f.held_on.value.trim(), day = dayOf(held), came = f.attendance.value.trim();
    if (held && !day) return wrong(roundForm, words.badDay, 'held_on');
    if (day && day > today()) return wrong(roundForm, words.future, 'held_on');
    if (came && !/^\d{1,5}$/.test(came)) return wrong(roundForm, words.badCount, 'attendance');
    wrong(roundForm, '');
    const facts = { kind: f.kind.value, held_on: day || '', attendance: came ? +came : null, witnesses: f.witnesses.value.trim(), meeting: f.meeting.value };
    const known = round && await store.round(round.uuid), before = round;
    round = Object.assign({ village: me.village || field.village.value.trim() }, known, facts, known && !known.tried ? {} : { uuid: newId(), tried: false });
    await keepRound();
    if (before && before.uuid !== round.uuid) await store.moveRows(before.uuid, round.uuid);
    if (day && !editing) field.said_on.value = shown(day);
    one('[data-round-box]').open = false;
    await reload();
    say(words.roundKept);
    sender.plan();
    field.text.focus();
  }
  async function newRound() {
    round = null;
    await store.drop('round:' + me.seat);
    showRound();
    wrong(roundForm, '');
    say(words.roundNew);
    roundForm.elements.held_on.focus();
  }

  /* --- drafts: the line being typed survives a closed tab too --- */
  function keepDraft() {
    if (editing || !me) return;
    clearTimeout(draftTimer);
    draftTimer = setTimeout(async () => {
      if (editing || saving) return;
      const now = typed();
      try { await store.keep('draft:' + me.seat, { sealed: await store.seal(now, 'draft') }); } catch (error) { full(error); }
    }, 250);
  }
  async function draft() {
    const kept = await store.get('draft:' + me.seat);
    if (!kept) return null;
    try { return await store.unseal(kept.sealed, 'draft'); } catch (e) { return null; }
  }

  /* --- hands --- */
  function onKey(e) {
    if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey) return;
    const text = e.target === field.text ? field.text : null;
    if (e.key === 'Enter' && text && !e.shiftKey && !touch.matches) { e.preventDefault(); if (!e.repeat) next(); }
    else if (e.key === 'Escape' && editing) { e.preventDefault(); fresh(); }
    else if (!text || e.shiftKey || text.selectionStart !== text.selectionEnd) return;
    else if (e.key === 'ArrowUp' && text.selectionStart === 0) { e.preventDefault(); step(-1); }
    else if (e.key === 'ArrowDown' && editing && text.selectionEnd === text.value.length) { e.preventDefault(); step(1); }
  }
  const acts = {
    send: () => sender.now(true), copy: copyAbove, leave: () => fresh(), 'new-round': newRound,
    clear: async () => { const n = await store.clear(row => row.owner === me.seat); await reload(); say(fill(words.cleared, { n })); },
    install: () => { if (offer) { offer.prompt(); offer = null; one('[data-do=install]').hidden = true; } }
  };
  let offer = null;
  window.addEventListener('beforeinstallprompt', e => { e.preventDefault(); offer = e; one('[data-do=install]').hidden = false; });

  async function told(what, value) {
    if (what === 'me') await meet(value); else if (what === 'rows') await reload(); else showTally();
    if (what === 'rows' && news) news.postMessage('rows');
  }
  const news = window.BroadcastChannel ? new BroadcastChannel('doi-thoai-ngoai-tuyen') : null;
  if (news) news.onmessage = () => { if (me) reload(); };

  /* The seat at this device, as last heard; another one signing in sees its own lines only. */
  async function meet(value) {
    const same = me && me.seat === value.seat;
    me = value;
    showMe();
    if (same) return;
    entry.reset();
    const known = await store.get('round:' + me.seat);
    round = known ? await store.round(known) || null : null;
    showRound();
    await reload();
    trouble('');
    pending = null;
    const left = await draft(), last = rows[rows.length - 1];
    const carried = last ? { village: last.village, said_on: shown(last.said_on), mode: last.mode === 'public' ? 'confidential' : last.mode } : {};
    fresh(left || carried);
  }
  async function start() {
    if (!window.isSecureContext || !window.crypto || !crypto.subtle) return trouble(words.insecure);
    if (!window.indexedDB) return trouble(words.noStore);
    try { await store.open(); await store.clearOld(); } catch (error) { return trouble(words.noStore); }
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    if (navigator.serviceWorker) {
      navigator.serviceWorker.register(app.dataset.worker, { scope: app.dataset.page }).catch(() => {});
      navigator.serviceWorker.ready.then(() => { ready = true; if (me) showTally(); });
    }
    sender = window.awaySender({ me: app.dataset.me, send: app.dataset.send }, told);
    const known = await store.get('me'), asked = navigator.onLine ? sender.whoAmI().catch(() => { sender.state.failing = true; }) : null;
    /* With a network, who sits here now comes first: lines of the seat before are not for other eyes. */
    if (known && asked) await Promise.race([asked, new Promise(ok => setTimeout(ok, 3000))]);
    if (known && !me) await meet(known);
    if (!known) await asked;
    if (!me) return trouble(sender.state.wrongSeat ? words.wrongSeat : words.first);
    showTally();
    sender.now();
  }

  doc.addEventListener('keydown', onKey);
  doc.addEventListener('click', e => { const act = e.target.closest('[data-do]'); if (act && acts[act.dataset.do]) acts[act.dataset.do](); });
  entry.addEventListener('submit', e => { e.preventDefault(); next(); });
  roundForm.addEventListener('submit', e => { e.preventDefault(); saveRound(); });
  entry.addEventListener('input', keepDraft);
  start();
})();
