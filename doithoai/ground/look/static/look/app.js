/* Đối Thoại: every page works without this file; it only saves effort. */
(function () {
  'use strict';
  const doc = document, root = doc.documentElement;
  root.classList.add('js');
  const all = (sel, from) => Array.from((from || doc).querySelectorAll(sel));

  /* Private windows and in-app browsers may throw on any access to storage. */
  const store = {
    get(k) { try { return localStorage.getItem(k); } catch (e) { return null; } },
    set(k, v) { try { localStorage.setItem(k, v); } catch (e) { /* nothing kept, nothing broken */ } },
    drop(k) { try { localStorage.removeItem(k); } catch (e) { /* as above */ } }
  };

  /* Drafts: only what people type; never passwords, files, hidden fields or [data-no-draft]. */
  const WEEK = 7 * 864e5;
  const draftKey = form => 'draft:' + form.dataset.draft;
  const kept = form => Array.from(form.elements).filter(el =>
    el.name && /^(text|textarea|tel|email|search|select-one|radio|checkbox)$/.test(el.type) && !el.closest('[data-no-draft]'));
  function saveDraft(form) {
    const v = kept(form).filter(el => !/radio|checkbox/.test(el.type) || el.checked).map(el => [el.name, el.value]).filter(p => p[1]);
    store.set(draftKey(form), JSON.stringify({ at: Date.now(), v }));
  }
  function loadDraft(form) {
    let draft = null;
    try { draft = JSON.parse(store.get(draftKey(form))); } catch (e) { /* unreadable: as if absent */ }
    if (!draft || Date.now() - draft.at > WEEK) return store.drop(draftKey(form));
    let words = false;
    kept(form).forEach(el => {
      const mine = draft.v.filter(p => p[0] === el.name).map(p => p[1]);
      if (/radio|checkbox/.test(el.type)) { if (mine.includes(el.value)) el.checked = true; }
      else if (!el.value && mine.length) { el.value = mine[0]; words = true; }
    });
    const note = form.querySelector('[data-draft-note]');
    if (note && words) note.hidden = false;
  }

  /* Characters as people count them: one for "ệ", however the keyboard composed it. */
  function count(el) {
    const out = doc.getElementById(el.id + '-count');
    if (!out) return;
    const left = el.dataset.counter - Array.from(el.value.normalize('NFC')).length;
    out.textContent = out.dataset[left < 0 ? 'over' : 'left'].replace('{n}', Math.abs(left).toLocaleString('vi'));
    out.classList.toggle('over', left < 0);
  }

  const flash = btn => {
    const label = btn.querySelector('span') || btn, before = label.textContent;
    btn.setAttribute('aria-live', 'polite');
    label.textContent = btn.dataset.done || '✓';
    setTimeout(() => { label.textContent = before; }, 2000);
  };
  function copy(btn) {
    const from = doc.querySelector(btn.dataset.copy);
    const text = from ? (from.value || from.textContent).trim() : btn.dataset.copy;
    const byHand = () => {
      if (from) getSelection().selectAllChildren(from);
      if (doc.execCommand('copy')) flash(btn);
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => flash(btn), byHand); else byHand();
  }

  const keysOn = () => store.get('keys') !== 'off';
  function showKeys() {
    const box = doc.getElementById('keys');
    if (!box || !box.showModal || box.open) return;
    const list = box.querySelector('[data-keys-list]');
    list.textContent = '';
    const seen = new Set();
    all('[data-key]').forEach(el => {
      if (seen.has(el.dataset.key)) return;
      seen.add(el.dataset.key);
      const dt = doc.createElement('dt'), dd = doc.createElement('dd'), kbd = doc.createElement('kbd');
      kbd.className = 'keyhint'; kbd.textContent = el.dataset.key; dt.append(kbd);
      const span = el.querySelector('span');
      dd.textContent = el.dataset.keyLabel || el.getAttribute('aria-label') || (span || el).textContent.trim();
      list.append(dt, dd);
    });
    box.querySelector('[data-keys-switch]').checked = keysOn();
    box.showModal();
  }

  /* Telex builds letters from several strokes: nothing may fire while composing or inside a field. */
  function onKey(e) {
    if (e.isComposing || e.keyCode === 229 || e.defaultPrevented || e.repeat) return;
    const typing = e.target.closest && e.target.closest('input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]');
    const chord = (e.ctrlKey || e.metaKey ? 'ctrl+' : '') + (e.altKey ? 'alt+' : '');
    if (!chord && (typing || !keysOn() || doc.querySelector('dialog[open]'))) return;
    const key = (chord + (e.key.length === 1 && e.shiftKey && /[a-z]/i.test(e.key) ? 'shift+' : '') + e.key).toLowerCase();
    const el = all('[data-key]').find(x => x.dataset.key.toLowerCase() === key && x.offsetParent !== null && !x.disabled);
    if (!el) return;
    e.preventDefault();
    if (el.matches('input:not([type=checkbox]):not([type=radio]):not([type=submit]),textarea,select')) el.focus(); else el.click();
  }

  function setUp(part) {
    all('form[data-draft]', part).forEach(loadDraft);
    all('[data-counter]', part).forEach(count);
  }

  doc.addEventListener('input', e => {
    const el = e.target;
    if (el.dataset.counter) count(el);
    if (el.form && el.form.dataset.draft) saveDraft(el.form);
  });
  doc.addEventListener('click', e => {
    const hit = sel => e.target.closest(sel);
    let el;
    if ((el = hit('[data-copy]'))) copy(el);
    else if (hit('[data-print]')) window.print();
    else if (hit('[data-keys-open]')) showKeys();
    else if ((el = hit('[data-draft-drop]'))) { store.drop(draftKey(el.form)); el.form.reset(); el.closest('[data-draft-note]').hidden = true; all('[data-counter]', el.form).forEach(count); }
  });
  doc.addEventListener('change', e => {
    if (e.target.matches('[data-keys-switch]')) store.set('keys', e.target.checked ? 'on' : 'off');
  });
  /* The button is disabled only after the browser has read its name and value. */
  doc.addEventListener('submit', e => {
    const form = e.target, offline = doc.querySelector('[data-offline]');
    if (offline) offline.hidden = navigator.onLine;
    if (offline && !navigator.onLine) { offline.scrollIntoView({ block: 'center' }); return e.preventDefault(); }
    if (!form.matches('[data-submit-once]')) return;
    if (form.dataset.sent) return e.preventDefault();
    form.dataset.sent = '1';
    setTimeout(() => all('[type=submit]', form).forEach(b => { b.disabled = true; }));
  });
  window.addEventListener('pageshow', e => {
    if (e.persisted) all('form[data-sent]').forEach(f => { delete f.dataset.sent; all('[type=submit]', f).forEach(b => { b.disabled = false; }); });
  });
  doc.addEventListener('keydown', onKey);

  const load = btn => {
    const data = new FormData(btn.form, btn), at = doc.getElementById(btn.dataset.load);
    data.delete('photos');
    fetch('', { method: 'post', body: data }).then(r => r.text()).then(text =>
      at.replaceWith(new DOMParser().parseFromString(text, 'text/html').getElementById(btn.dataset.load))).catch(() => {});
  };
  const ready = () => {
    all('[data-load]').forEach(load);
    all('[data-draft-clear]').forEach(el => store.drop('draft:' + el.dataset.draftClear));
    setUp(doc);
    /* The code stands behind "#", which browsers never send; it leaves the address bar at once. */
    const code = doc.querySelector('[data-from-hash]'), digits = location.hash.replace(/\D/g, '');
    if (code && digits.length === 16) {
      code.value = digits.replace(/(\d{4})(?=\d)/g, '$1 ');
      history.replaceState(null, '', location.pathname + location.search);
    }
    const wrong = doc.getElementById('error-summary');
    if (wrong) wrong.focus();
  };
  if (doc.readyState === 'loading') doc.addEventListener('DOMContentLoaded', ready); else ready();
  doc.addEventListener('htmx:load', e => { if (e.target !== doc.body) setUp(e.target); });
})();
