// Shows each series' value at the second under the pointer. Left and right as the plots are drawn.
for (const figure of document.querySelectorAll('figure')) {
  const svg = figure.querySelector('svg');
  if (!svg) continue;
  const LEFT = 44, RIGHT = 8;
  const at = figure.dataset.at.split(' ').map(Number);
  const seconds = Number(figure.dataset.seconds);
  const lines = [...figure.querySelectorAll('[data-values]')];
  const values = lines.map(line => line.dataset.values.split(' '));
  const cursor = svg.querySelector('.cursor');
  const width = svg.viewBox.baseVal.width;
  svg.addEventListener('pointermove', event => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * width;
    const second = (x - LEFT) / (width - LEFT - RIGHT) * seconds;
    let nearest = 0;
    at.forEach((one, i) => { if (Math.abs(one - second) < Math.abs(at[nearest] - second)) nearest = i; });
    const place = LEFT + at[nearest] / seconds * (width - LEFT - RIGHT);
    cursor.setAttribute('x1', place);
    cursor.setAttribute('x2', place);
    cursor.style.visibility = 'visible';
    lines.forEach((line, i) => { line.lastElementChild.textContent = values[i][nearest]; });
  });
  svg.addEventListener('pointerleave', () => {
    cursor.style.visibility = 'hidden';
    lines.forEach(line => { line.lastElementChild.textContent = ''; });
  });
}
