// The conversation: it stays at its end while new messages come, what is read stays where it is while others come and go, and Enter sends.
// What is written stays in the browser until it is sent.
const Near = 240; // pixels from an edge from where on more is asked for

// list: its rows have data-line. dotnet: is told AtEnd, and asked for Earlier and Later; null where all there is stands on the page.
export function attach(list, dotnet) {
  let atEnd = true;
  let anchor;
  let asking = false;
  let told;
  let isLost = false;
  let found;
  const below = () => list.scrollHeight - list.scrollTop - list.clientHeight;
  const isEnd = () => list.dataset.end === 'yes' && below() < 48;
  const tell = () => {
    const seen = isEnd() && !document.hidden;
    if (seen === told) return;
    told = seen;
    dotnet?.invokeMethodAsync('AtEnd', seen)?.catch(() => { told = undefined; });
  };
  const ask = what => {
    if (asking || !dotnet) return;
    asking = true;
    dotnet.invokeMethodAsync(what).catch(() => undefined).then(() => { asking = false; });
  };
  // The first row in sight: while rows come and go, it stays.
  const keep = () => {
    const top = list.getBoundingClientRect().top;
    const row = [...list.querySelectorAll('[data-line]')].find(line => line.getBoundingClientRect().bottom > top);
    anchor = row && { row, at: row.getBoundingClientRect().top - top };
  };
  const settle = () => {
    if (atEnd && list.dataset.end === 'yes') list.scrollTop = list.scrollHeight;
    else if (anchor && !anchor.row.isConnected) {
      // What was read is off the page: another stretch is to be shown, and where in it is told in a moment. Nothing is asked for until then.
      isLost = true;
      clearTimeout(found);
      found = setTimeout(() => { isLost = false; keep(); }, 1000);
    } else if (anchor) list.scrollTop += anchor.row.getBoundingClientRect().top - list.getBoundingClientRect().top - anchor.at;
    tell();
  };
  const scrolled = () => {
    if (isLost) return;
    atEnd = isEnd();
    keep();
    tell();
    if (list.scrollTop < Near && list.dataset.begin !== 'yes') ask('Earlier');
    else if (below() < Near && list.dataset.end !== 'yes') ask('Later');
  };
  // An image that is none, or is gone: its card stays.
  const broken = event => { if (event.target.tagName === 'IMG') event.target.hidden = true; };
  const watch = new ResizeObserver(settle);
  const grown = new MutationObserver(settle);
  list.addEventListener('scroll', scrolled, { passive: true });
  list.addEventListener('error', broken, true);
  list.addEventListener('load', settle, true);
  document.addEventListener('visibilitychange', tell);
  watch.observe(list);
  grown.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-end'] });
  const unread = list.querySelector('[data-new]');
  // Elsewhere than at the end, where a message was asked for already, it is shown in a moment: a scroll to the edge would ask for what follows, and take it away.
  if (list.dataset.end === 'yes') list.scrollTop = list.scrollHeight;
  else atEnd = false;
  if (unread && (!atEnd || unread.getBoundingClientRect().top < list.getBoundingClientRect().top)) {
    unread.scrollIntoView({ block: 'start' });
    atEnd = isEnd();
  }
  keep();
  tell();
  return {
    end: () => { isLost = false; atEnd = true; list.scrollTop = list.scrollHeight; },
    show: key => {
      const line = list.querySelector(`[data-line="${CSS.escape(key)}"]`);
      if (!line) return false;
      isLost = false;
      atEnd = false;
      line.scrollIntoView({ block: 'center' });
      line.classList.remove('found');
      requestAnimationFrame(() => line.classList.add('found'));
      keep();
      return true;
    },
    dispose: () => {
      watch.disconnect();
      grown.disconnect();
      document.removeEventListener('visibilitychange', tell);
    },
  };
}

export function compose(box, dotnet, room) {
  const draft = `draft:${room}`;
  const touch = matchMedia('(pointer: coarse)');
  let isChange = false; // what stands here is a message that is changed, and no draft
  const fit = () => { box.style.height = 'auto'; box.style.height = `${Math.min(box.scrollHeight + 2, innerHeight * 0.4)}px`; };
  const keep = () => {
    if (isChange) return;
    if (box.value) sessionStorage.setItem(draft, box.value);
    else sessionStorage.removeItem(draft);
  };
  const put = text => { box.value = text; fit(); keep(); };
  const send = async () => {
    const text = box.value;
    if (!text.trim() && box.dataset.files !== 'yes') return;
    const wasChange = isChange;
    put('');
    let taken = false;
    try { taken = await dotnet.invokeMethodAsync('Send', text); } catch { taken = false; }
    // Nobody took it: the connection is broken, or a file is still on its way. Nothing that was written is lost.
    if (!taken) { isChange = wasChange; put(text + box.value); }
  };
  box.addEventListener('input', () => { fit(); keep(); });
  box.addEventListener('keydown', event => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !touch.matches) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      dotnet.invokeMethodAsync('Cancel');
    } else if (event.key === 'ArrowUp' && box.value === '') {
      event.preventDefault();
      dotnet.invokeMethodAsync('EditLast');
    }
  });
  // What was typed while this was still on its way stays.
  put(box.value || (sessionStorage.getItem(draft) ?? ''));
  box.dataset.ready = 'yes';
  // Whoever goes through the chats by keys goes on; Enter writes.
  const walked = document.querySelector('[data-walked]');
  walked?.removeAttribute('data-walked');
  if (!touch.matches && !walked) box.focus();
  return {
    send,
    text: () => box.value,
    clear: () => put(''),
    put: text => { put(text); box.focus(); },
    // A message to change; null: back to what was being written.
    change: text => {
      isChange = text !== null;
      put(text ?? sessionStorage.getItem(draft) ?? '');
      box.focus();
    },
    focus: () => box.focus(),
    dispose: () => undefined,
  };
}

// Up to where each room was read, by persona.
export function marks(persona) {
  try { return JSON.parse(localStorage.getItem(`read:${persona}`) ?? '{}'); } catch { return {}; }
}

export function mark(persona, room, seq) {
  localStorage.setItem(`read:${persona}`, JSON.stringify({ ...marks(persona), [room]: seq }));
}
