// The frame: keys that work everywhere, the viewer's zone, colours, the clipboard. One object of .NET is told; nothing is kept here.
const DIALOG_MS = 10000; // a dialog that has not come by then does not come
let page;
let last; // what had the focus last, besides the palette
let typed; // since a key has asked for a dialog that is not there yet

export function begin(dotnet) {
  page = dotnet;
  document.addEventListener('keydown', pressed);
  document.addEventListener('focusin', noted);
  document.addEventListener('dialogshown', handOver);
  document.documentElement.dataset.live = 'yes';
  return { zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'Etc/UTC', language: navigator.language ?? 'en', theme: document.documentElement.dataset.theme ?? 'system' };
}

export function end() {
  document.removeEventListener('keydown', pressed);
  document.removeEventListener('focusin', noted);
  document.removeEventListener('dialogshown', handOver);
  page = undefined;
}

export function setTheme(theme) {
  if (theme === 'system') {
    localStorage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem('theme', theme);
    document.documentElement.dataset.theme = theme;
  }
}

export const copy = text => navigator.clipboard.writeText(text).then(() => true, () => false);

export const reveal = selector => document.querySelector(selector)?.scrollIntoView({ block: 'center' });

// Into the middle of the region that it scrolls in; the pane around it begins at its top.
export function centre(selector) {
  const line = document.querySelector(selector);
  const region = line?.closest('[role=region]');
  if (!region) return;
  region.closest('.pane')?.scrollTo(0, 0);
  const [at, of] = [line.getBoundingClientRect(), region.getBoundingClientRect()];
  region.scrollTop += at.top - of.top - Math.max(0, (of.height - at.height) / 2);
}

// The palette is focused as it comes; as it goes, the focus goes back to where it was.
export function focus(selector) {
  const target = document.querySelector(selector);
  target?.focus();
  if (!target?.closest('.palette')) return;
  new MutationObserver((_, watch) => {
    if (target.isConnected) return;
    watch.disconnect();
    if (document.activeElement === document.body && last?.isConnected) last.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
}

function noted(event) {
  if (!event.target.closest('.palette')) last = event.target;
}

const writes = target => target.closest?.('input, textarea, select, [contenteditable=true]');

function pressed(event) {
  if (!page || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    page.invokeMethodAsync('OpenPalette');
    return;
  }
  if (event.key === 'Escape') {
    // An open dialog hears it by itself.
    if (document.querySelector('dialog[open]')) return;
    if (document.querySelector('.palette, .frame.menu-open')) page.invokeMethodAsync('Close');
    else if (!writes(event.target)) closePane();
    return;
  }
  // The palette is one field: the focus stays in it.
  if (event.key === 'Tab' && event.target.closest?.('.palette')) event.preventDefault();
  if (event.key === 'Enter' && event.target.matches?.('[data-row][aria-current="true"]') && write()) {
    event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || document.querySelector('dialog[open]')) return;
  // Whoever types on means the dialog: a letter must not become an act on what is behind it.
  if (typed && performance.now() < typed.until) {
    event.preventDefault();
    if (event.key.length === 1) typed.text += event.key;
    return;
  }
  if (event.key === '?') {
    event.preventDefault();
    page.invokeMethodAsync('OpenHelp');
  } else if (event.key === 'j' || event.key === 'k') {
    move(event.key === 'j' ? 1 : -1, event);
  } else if (event.key.toLowerCase() === 'x' && pick(event)) {
    event.preventDefault();
  } else {
    // A page says which of its buttons a key stands for: data-key="c".
    const button = [...document.querySelectorAll('[data-key]')].find(e => e.dataset.key === event.key && !e.disabled && e.checkVisibility());
    if (button) {
      event.preventDefault();
      if (button.getAttribute('aria-haspopup') === 'dialog') typed = { text: '', until: performance.now() + DIALOG_MS };
      button.click();
    }
  }
}

// The dialog is there: what was typed meanwhile goes to its field, as if it were typed now.
function handOver() {
  const text = typed?.text;
  typed = undefined;
  if (text && document.activeElement?.matches('dialog[open] :is(input[type=text], input:not([type]), textarea)')) document.execCommand('insertText', false, text);
}

// Where somebody is in a list: in one whose rows open beside it, at the open one, wherever the focus was left; else at the row that has the focus.
function current(list) {
  const open = list?.querySelector('[data-row][aria-current="true"]');
  const focused = document.activeElement?.matches('[data-row]') ? document.activeElement : null;
  return list?.dataset.list === 'opens' ? open ?? focused : focused ?? open;
}

// Rows of the list that has the focus, or else of the first one: the next one is focused and, where the list asks for it, opened.
function move(by, event) {
  const list = document.activeElement?.closest('[data-list]') ?? document.querySelector('[data-list]');
  if (!list) return;
  const rows = [...list.querySelectorAll('[data-row]')];
  if (rows.length === 0) return;
  const at = rows.indexOf(current(list));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  if (list.dataset.list !== 'opens') return;
  next.dataset.walked = 'yes'; // whoever walks on keeps the focus in the list
  next.click();
}

// What stands beside a list is closed, and the focus goes back to its row.
function closePane() {
  const close = document.querySelector('.pane > .close');
  if (!close) {
    write();
    return;
  }
  document.querySelector('[data-row][aria-current="true"]')?.focus();
  close.click();
}

// To where one writes, past all that was said.
function write() {
  const box = document.querySelector('textarea[data-compose]');
  box?.focus();
  return box !== null;
}

// The row that has the focus, or is open, is taken into the selection or out of it; with Shift all rows from the last one on.
function pick(event) {
  const row = current(document.activeElement?.closest('[data-list]') ?? document.querySelector('[data-list]')) ?? document.querySelector('[data-row]');
  const box = row?.parentElement.querySelector('[data-pick]');
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
  return box !== null && box !== undefined;
}
