// A link from another site comes without the cookie (SameSite=Strict). Asked from this page the browser sends it: who is signed in goes on to the link.
fetch('/sign-in/there', { credentials: 'same-origin' }).then(answer => answer.json()).then(found => {
  const to = document.querySelector('[data-return]')?.dataset.return;
  if (found.there && to) location.replace(to);
}, () => undefined);
