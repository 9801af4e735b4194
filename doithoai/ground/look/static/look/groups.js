/* Groups by keyboard: j k between groups, arrows between voices, a or Enter confirm, x take out, r reject, u undo,
   Space all voices, e title. Every act is a button of the page: without this file they are pressed by hand. */
(function () {
  'use strict';
  const box = document.querySelector('[data-groups]');
  if (!box) return;
  const groups = () => Array.from(document.querySelectorAll('[data-group]'));
  const voices = group => Array.from(group.querySelectorAll('[data-voice]'));
  const off = () => { try { return localStorage.getItem('keys') === 'off'; } catch (e) { return false; } };
  const done = [];
  let current = null;

  const here = () => document.getElementById(current) || null;
  function go(group, quiet) {
    groups().forEach(one => one.classList.toggle('is-current', one === group));
    current = group ? group.id : null;
    if (!group) return;
    /* Who began to type while the answer came keeps the field: letters must not turn into commands. */
    const typing = document.activeElement && document.activeElement.closest('input,textarea,select');
    if (!typing || !group.contains(typing) || quiet) group.focus({ preventScroll: true });
    if (!quiet) group.scrollIntoView({ block: group.offsetHeight > innerHeight * 0.8 ? 'start' : 'nearest' });
  }
  function step(way) {
    const list = groups(), at = list.findIndex(one => one.id === current);
    const to = list[Math.max(0, at + way)];
    if (to) return go(to);
    const next = way > 0 && document.querySelector('a[rel=next]');
    if (next) return next.click();
    const say = document.querySelector('[data-groups-say]');
    if (say) say.textContent = say.dataset.end;
  }
  function voice(group, way) {
    const list = voices(group), at = list.findIndex(one => one.classList.contains('is-at'));
    const to = list[Math.max(0, Math.min(list.length - 1, at < 0 && way < 0 ? list.length - 1 : at + way))];
    list.forEach(one => one.classList.toggle('is-at', one === to));
    if (to) to.scrollIntoView({ block: 'nearest' });
  }
  const press = (group, value) => {
    const button = group && group.querySelector('button[value="' + value + '"]');
    if (button) button.click();
    return Boolean(button);
  };
  function takeOut(group) {
    const list = voices(group).filter(one => !one.classList.contains('is-out'));
    const one = group.querySelector('[data-voice].is-at:not(.is-out)') || list[list.length - 1];
    const button = one && one.querySelector('button[value^="out-"]');
    if (button) button.click();
  }
  function undo() {
    const last = done.pop();
    if (!last) { const group = here(); return group && (press(group, 'undo') || press(group, 'take_up')); }
    const group = document.getElementById(last.id);
    if (group) { go(group); press(group, last.value); }
  }
  const acts = {
    j: () => step(1), k: () => step(-1),
    ArrowDown: group => voice(group, 1), ArrowUp: group => voice(group, -1),
    a: group => press(group, 'confirm'), Enter: group => press(group, 'confirm'),
    r: group => press(group, 'reject'), d: group => press(group, 'not_into'), x: takeOut, u: undo,
    ' ': group => { const more = group.querySelector('[data-more]'); if (more) more.click(); },
    e: group => { const field = group.querySelector('[name=title]'); if (field) field.select(); },
    f: group => { const field = group.querySelector('[name=field]'); if (field) field.focus(); }
  };

  /* Before app.js: there a key presses the first such button of the page, here that of the current group. */
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey || document.querySelector('dialog[open]')) return;
    const typing = e.target.closest('input,textarea,select');
    if (typing) { if (e.key === 'Escape') { const group = typing.closest('[data-group]'); if (group) go(group, true); } return; }
    const act = acts[e.key];
    if (!act || off() || (/^(Enter| )$/.test(e.key) && e.target.closest('a,button,summary'))) return;
    if (e.repeat && !/^(j|k|Arrow)/.test(e.key)) return e.preventDefault();
    const group = here();
    if (!group && !/^[jku]$/.test(e.key)) return;
    e.preventDefault();
    e.stopPropagation();
    act(group);
  }, true);

  document.addEventListener('focusin', e => {
    const group = e.target.closest('[data-group]');
    if (group && group.id !== current) { groups().forEach(one => one.classList.toggle('is-current', one === group)); current = group.id; }
  });
  /* The answer stands in the place of the group: remember how to undo it, and go on to the next that waits. */
  document.addEventListener('htmx:load', e => {
    const group = e.target.closest && e.target.closest('[data-group]');
    if (!group) return;
    if (group.dataset.undo) done.push({ id: group.id, value: group.dataset.undo });
    const list = groups(), at = list.indexOf(group);
    const next = group.dataset.group === 'proposed' ? group : list.slice(at + 1).find(one => one.dataset.group === 'proposed') || group;
    go(next);
  });
  go(groups().find(one => one.dataset.group === 'proposed') || null, true);
})();
