/* What must hold on every page. Returns sentences about what does not. */
width => {
  const wrong = [], all = sel => Array.from(document.querySelectorAll(sel));
  const name = el => `<${el.tagName.toLowerCase()} ${(el.id && '#' + el.id) || el.className || el.name || ''}> “${(el.innerText || el.value || '').trim().slice(0, 40)}”`;
  const folded = el => { for (let at = el; at; at = at.parentElement) if (getComputedStyle(at).clipPath === 'inset(50%)') return true; return false; };
  const hidden = el => el.closest('.skip,[hidden]') || folded(el) || !el.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const page = document.scrollingElement;
  if (page.scrollWidth > width) {
    const wide = all('body *').filter(el => !hidden(el) && el.getBoundingClientRect().right > width + 1).map(name);
    wrong.push(`scrolls sideways: ${page.scrollWidth} > ${width}, by ${wide.slice(0, 3).join(', ')}`);
  }
  if (all('h1').length !== 1) wrong.push(`${all('h1').length} h1`);
  if (!/^(vi|en)$/.test(document.documentElement.lang)) wrong.push('no lang');
  if (!/.+ · Đối Thoại$/.test(document.title)) wrong.push(`title “${document.title}”`);
  if (all('main').length !== 1) wrong.push(`${all('main').length} main`);
  const ids = all('[id]').map(el => el.id), twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length) wrong.push(`ids twice: ${[...new Set(twice)]}`);
  let level = 0;
  all('h1,h2,h3,h4,h5,h6').filter(el => el.checkVisibility()).forEach(el => {
    const now = +el.tagName[1];
    if (level && now > level + 1) wrong.push(`heading h${level} then ${name(el)}`);
    level = now;
  });
  all('img:not([alt]),[role=img]:not([aria-label]):not([aria-labelledby])').forEach(el => wrong.push(`no words for ${name(el)}`));
  all('svg').filter(el => el.getAttribute('aria-hidden') !== 'true' && !el.closest('[role=img],[aria-hidden=true]') && !el.querySelector('title'))
    .forEach(el => wrong.push(`no words for a drawing in ${name(el.parentElement)}`));
  all('input:not([type=hidden]),select,textarea').filter(el => !hidden(el)).forEach(el => {
    if (!el.labels.length && !el.getAttribute('aria-label') && !el.getAttribute('aria-labelledby')) wrong.push(`no label: ${name(el)}`);
    (el.getAttribute('aria-describedby') || '').split(/\s+/).filter(id => id && !document.getElementById(id)).forEach(id => wrong.push(`described by missing #${id}`));
  });
  all('button,summary,a[href]').filter(el => !hidden(el) && !el.textContent.trim() && !el.getAttribute('aria-label')).forEach(el => wrong.push(`nothing to read: ${name(el)}`));

  /* A finger needs 44 px for buttons, 24 px for whatever is not a word within a line. */
  all('a[href],button,summary,select,textarea,input:not([type=hidden])').filter(el => !hidden(el)).forEach(el => {
    const box = (el.matches('[type=radio],[type=checkbox]') && el.closest('label') || el).getBoundingClientRect();
    const least = el.matches('button,.btn,[type=submit]') ? 44 : 24;
    if (getComputedStyle(el).display === 'inline' || !box.width) return;
    if (box.height < least - 0.5 || box.width < 24) wrong.push(`small target ${Math.round(box.width)}×${Math.round(box.height)}: ${name(el)}`);
  });

  /* Words: room for stacked accents above each line, nothing cut off, enough contrast. */
  const rgba = text => {
    const n = (text.match(/-?[\d.]+(?:e-?\d+)?/g) || []).map(Number);
    return text.startsWith('color(srgb') ? [n[0] * 255, n[1] * 255, n[2] * 255, n[3] ?? 1] : [n[0], n[1], n[2], n[3] ?? 1];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, under) => top.slice(0, 3).map((v, i) => v * top[3] + under[i] * (1 - top[3]));
  const behind = el => {
    const layers = [];
    for (let at = el; at; at = at.parentElement) {
      const style = getComputedStyle(at), paint = rgba(style.backgroundColor);
      if (style.backgroundImage !== 'none') return null;
      layers.push(paint);
      if (paint[3] === 1) break;
    }
    return layers.reverse().reduce((under, paint) => over(paint, under), [255, 255, 255]);
  };
  all('body *').forEach(el => {
    const own = Array.from(el.childNodes).some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || hidden(el) || el.matches('option,script,style') || el.disabled) return;
    const style = getComputedStyle(el), size = parseFloat(style.fontSize), line = parseFloat(style.lineHeight);
    if (line / size < 1.29) wrong.push(`lines too tight for accents (${(line / size).toFixed(2)}): ${name(el)}`);
    for (let at = el; at && at !== document.body; at = at.parentElement) {
      const box = getComputedStyle(at);
      if (/hidden|clip/.test(box.overflowY) && at.scrollHeight > at.clientHeight + 1 && box.display !== 'inline') { wrong.push(`cut off: ${name(at)}`); break; }
      if (/hidden|clip/.test(box.overflowX) && at.scrollWidth > at.clientWidth + 1 && box.display !== 'inline') { wrong.push(`cut off at the side: ${name(at)}`); break; }
    }
    const ground = behind(el);
    if (!ground) return;
    const a = light(over(rgba(style.color), ground)), b = light(ground);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), big = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    if (ratio < (big ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)}: ${name(el)}`);
  });
  return [...new Set(wrong)];
}
