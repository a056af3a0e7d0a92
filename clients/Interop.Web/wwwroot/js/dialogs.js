// Modal dialogs as the browser has them: focus stays inside, Escape closes, what is behind cannot be reached.
export function show(dialog, dotnet) {
  const before = document.activeElement;
  // Once: a second key press may find the component gone.
  const close = () => {
    dialog.oncancel = event => event.preventDefault();
    dialog.onclick = null;
    dotnet.invokeMethodAsync('Cancelled');
  };
  if (!dialog.open) dialog.showModal();
  // What is to be filled in has the focus, where that opens no keyboard over half of the screen.
  if (matchMedia('(pointer: fine)').matches) dialog.querySelector('form :is(input, select, textarea):enabled')?.focus();
  document.dispatchEvent(new Event('dialogshown'));
  // Taken off the page, a dialog leaves the focus nowhere: it goes back to where it was, unless something has it by now.
  new MutationObserver((_, watch) => {
    if (dialog.isConnected) return;
    watch.disconnect();
    if (document.activeElement === document.body && before?.isConnected) before.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true });
  dialog.oncancel = event => {
    event.preventDefault();
    close();
  };
  dialog.onclick = event => {
    if (event.target === dialog) close();
  };
}

export const hide = dialog => dialog?.close?.();
