// Before anything is drawn: the colours that somebody has chosen, and styles under a content security policy without inline styles. Attributes named style
// that the page's own components set go through the style object, which the policy allows; markup that arrives as text stays refused.
(() => {
  'use strict';
  const chosen = localStorage.getItem('theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === 'style' && this.style) this.style.cssText = value;
    else set.call(this, name, value);
  };
})();
