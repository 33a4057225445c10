document.documentElement.classList.add('js');
const tip = document.getElementById('tip');
const show = (text, e) => {
  tip.textContent = text;
  tip.style.display = text ? 'block' : 'none';
  tip.style.left = Math.min(e.clientX + 14, innerWidth - tip.offsetWidth - 8) + 'px';
  tip.style.top = Math.min(e.clientY + 16, innerHeight - tip.offsetHeight - 8) + 'px';
};
const hide = () => { tip.style.display = 'none'; };
for (const img of document.querySelectorAll('img[data-tiles]')) {
  const g = JSON.parse(img.dataset.tiles);
  img.addEventListener('pointermove', e => {
    const box = img.getBoundingClientRect();
    const column = Math.floor((e.clientX - box.left) / box.width * g.columns);
    const row = Math.floor((e.clientY - box.top) / box.height * Math.ceil(g.text.length / g.columns));
    show(g.text[row * g.columns + column] ?? '', e);
  });
  img.addEventListener('pointerleave', hide);
}
for (const zone of document.querySelectorAll('.plot .hover')) {
  const text = zone.querySelector('title').textContent;
  zone.addEventListener('pointermove', e => show(text, e));
  zone.addEventListener('pointerleave', hide);
  zone.querySelector('title').remove();
}
for (const slider of document.querySelectorAll('.slide input'))
  slider.addEventListener('input', () => slider.closest('section').style.setProperty('--cam', slider.value / 100));
const links = new Map([...document.querySelectorAll('nav.toc a')].map(a => [a.hash.slice(1), a]));
const seen = new IntersectionObserver(entries => {
  for (const entry of entries)
    if (entry.isIntersecting) {
      links.forEach(a => a.classList.remove('here'));
      links.get(entry.target.id)?.classList.add('here');
    }
}, { rootMargin: '-10% 0px -80% 0px' });
document.querySelectorAll('main > section[id]').forEach(s => seen.observe(s));
