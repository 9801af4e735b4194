/* Lists of work: j and k move the mark, Enter opens. The links work without this file. */
(function () {
  'use strict';
  const rows = () => Array.from(document.querySelectorAll('[data-rows] tbody tr, [data-rows] > li'));
  const address = row => (row.querySelector('a[href]') || { getAttribute: () => '' }).getAttribute('href');
  let marked = null;
  // A list that is brought anew keeps its mark.
  document.addEventListener('htmx:afterSwap', () => {
    if (marked) rows().forEach(row => row.classList.toggle('is-current', address(row) === marked));
  });
  const off = () => { try { return localStorage.getItem('keys') === 'off'; } catch (e) { return false; } };
  document.addEventListener('keydown', e => {
    if (e.isComposing || e.keyCode === 229 || e.ctrlKey || e.metaKey || e.altKey || off()) return;
    if (!/^(j|k|Enter)$/.test(e.key) || e.target.closest('input,textarea,select,button,summary,dialog[open]')) return;
    const list = rows(), at = list.findIndex(row => row.classList.contains('is-current'));
    if (!list.length) return;
    if (e.key === 'Enter') {
      if (at < 0 || e.target.closest('a')) return;
      const link = list[at].querySelector('a[href]');
      if (link) { e.preventDefault(); link.click(); }
      return;
    }
    const to = list[Math.max(0, Math.min(list.length - 1, at + (e.key === 'j' ? 1 : -1)))];
    list.forEach(row => row.classList.toggle('is-current', row === to));
    marked = address(to);
    to.scrollIntoView({ block: 'nearest' });
    e.preventDefault();
  });
})();
