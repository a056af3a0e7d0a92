// A week of half hours: a rectangle is drawn over with the mouse or marked with the keys; .NET opens or closes what is in it. Nothing is kept here.
export function attach(grid, dotnet) {
  const last = 47;
  let here = { day: 0, slot: 18 };
  let anchor = null;
  let opens = false;
  let draws = false;

  const cellOf = (day, slot) => grid.querySelector(`[data-day="${day}"][data-slot="${slot}"]`);
  const placeOf = element => element?.dataset?.day === undefined ? null : { day: Number(element.dataset.day), slot: Number(element.dataset.slot) };
  const isOpen = at => cellOf(at.day, at.slot)?.classList.contains('open') === true;

  const show = () => {
    for (const cell of grid.querySelectorAll('[data-marked], [data-here]')) {
      cell.removeAttribute('data-marked');
      cell.removeAttribute('data-here');
    }
    const from = anchor ?? here;
    if (anchor) {
      for (let day = Math.min(from.day, here.day); day <= Math.max(from.day, here.day); day++) {
        for (let slot = Math.min(from.slot, here.slot); slot <= Math.max(from.slot, here.slot); slot++) cellOf(day, slot)?.setAttribute('data-marked', '');
      }
    }
    const cell = cellOf(here.day, here.slot);
    cell?.setAttribute('data-here', '');
    if (cell) grid.setAttribute('aria-activedescendant', cell.id);
  };

  const paint = async open => {
    const from = anchor ?? here;
    anchor = null;
    draws = false;
    await dotnet.invokeMethodAsync('Paint', from.day, from.slot, here.day, here.slot, open);
    show();
  };

  const down = event => {
    const at = placeOf(event.target);
    if (!at || event.button !== 0) return;
    grid.focus({ preventScroll: true });
    here = anchor = at;
    opens = !isOpen(at);
    draws = true;
    show();
    if (event.pointerType === 'mouse') event.preventDefault();
  };
  const move = event => {
    if (!draws) return;
    const at = placeOf(document.elementFromPoint(event.clientX, event.clientY));
    if (!at || !grid.contains(event.target) || (at.day === here.day && at.slot === here.slot)) return;
    here = at;
    show();
  };
  const up = () => { if (draws) paint(opens); };
  // A finger that scrolls draws nothing.
  const cancel = () => { draws = false; anchor = null; show(); };

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [0, -last], End: [0, last] };
  const pressed = event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step) {
      anchor = event.shiftKey ? anchor ?? here : null;
      here = { day: Math.min(6, Math.max(0, here.day + step[0])), slot: Math.min(last, Math.max(0, here.slot + step[1])) };
      show();
      cellOf(here.day, here.slot)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === ' ' || event.key === 'Enter') {
      paint(!isOpen(anchor ?? here));
    } else if (event.key === 'Escape' && anchor) {
      cancel();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  grid.addEventListener('pointerdown', down);
  grid.addEventListener('keydown', pressed);
  grid.addEventListener('focus', show);
  document.addEventListener('pointermove', move);
  document.addEventListener('pointerup', up);
  document.addEventListener('pointercancel', cancel);
  grid.dataset.ready = 'yes';
  return {
    dispose: () => {
      document.removeEventListener('pointermove', move);
      document.removeEventListener('pointerup', up);
      document.removeEventListener('pointercancel', cancel);
    },
  };
}
