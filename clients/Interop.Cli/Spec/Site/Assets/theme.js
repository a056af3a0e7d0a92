// Runs before anything is shown, so that a chosen theme does not flash.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var chosen = localStorage.getItem('ocip-theme');
    if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  } catch (none) {
    // A browser may keep pages on a disk from remembering anything: the system's colours stay.
  }
})();
