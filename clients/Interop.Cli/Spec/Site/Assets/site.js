// Search, versions, colours, cards, filters. Every page can be read without it.
(function () {
  'use strict';
  var page = document.documentElement.dataset;

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // Colours: as the system has them, light, dark.
  (function () {
    var button = document.querySelector('.theme');
    var order = ['system', 'light', 'dark'];
    function show() {
      var now = page.theme || 'system';
      button.textContent = { system: '◐', light: '☀', dark: '☾' }[now];
      button.setAttribute('aria-label', 'Colours: ' + (now === 'system' ? 'as the system has them' : now));
      button.title = button.getAttribute('aria-label');
    }
    button.hidden = false;
    button.addEventListener('click', function () {
      var next = order[(order.indexOf(page.theme || 'system') + 1) % order.length];
      if (next === 'system') delete page.theme; else page.theme = next;
      try {
        if (next === 'system') localStorage.removeItem('ocip-theme'); else localStorage.setItem('ocip-theme', next);
      } catch (none) {
        // Not remembered; it holds for this page.
      }
      show();
    });
    show();
  })();

  // Navigation on a narrow screen.
  (function () {
    var button = document.querySelector('.menu');
    var navigation = document.getElementById('navigation');
    button.hidden = false;
    button.addEventListener('click', function () {
      var open = navigation.classList.toggle('open');
      button.setAttribute('aria-expanded', String(open));
    });
  })();

  // Versions: the list lies beside the folders of all versions, so that an old one knows what came after it.
  (function () {
    var versions = window.ocipVersions || [];
    var select = document.getElementById('site-versions');
    if (!versions.length) return;
    function address(version) {
      var there = version.pages.indexOf(page.page) >= 0 ? page.page : 'index.html';
      return page.root + '../' + version.name + '/' + there;
    }
    select.replaceChildren.apply(select, versions.map(function (version) {
      var option = element('option', '', version.label);
      option.value = version.name;
      option.selected = version.name === page.version;
      return option;
    }));
    select.addEventListener('change', function () {
      location.href = address(versions[select.selectedIndex]);
    });
    var newest = versions[0];
    if (page.version === newest.name || newest.name === 'draft') return;
    var banner = document.getElementById('banner');
    var link = element('a', '', newest.label.toLowerCase());
    link.href = address(newest);
    var isDraft = page.version === 'draft';
    banner.className = isDraft ? 'banner draft' : 'banner old';
    banner.hidden = false;
    banner.replaceChildren(isDraft ? 'This is a draft: it may change until it is published. The published one is ' : 'This is an old version. The newest is ', link, '.');
  })();

  // Links to copy.
  document.addEventListener('click', function (event) {
    var link = event.target.closest ? event.target.closest('a.copy') : null;
    if (!link || !navigator.clipboard) return;
    navigator.clipboard.writeText(link.href).then(function () {
      link.classList.add('done');
      setTimeout(function () { link.classList.remove('done'); }, 1500);
    }, function () { /* Not allowed here: the address bar has it. */ });
  });

  // Cards open beside their chip.
  document.querySelectorAll('.card').forEach(function (card) {
    card.addEventListener('toggle', function (event) {
      if (event.newState !== 'open') return;
      var chip = document.querySelector('[popovertarget="' + card.id + '"]').getBoundingClientRect();
      var left = Math.max(16, Math.min(chip.left, document.documentElement.clientWidth - card.offsetWidth - 16));
      var below = chip.bottom + 6;
      var top = below + card.offsetHeight > innerHeight ? Math.max(8, chip.top - card.offsetHeight - 6) : below;
      card.style.left = left + 'px';
      card.style.top = top + 'px';
    });
  });

  // Which section is being read.
  (function () {
    var links = Array.prototype.slice.call(document.querySelectorAll('.contents a'));
    var heads = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))); });
    if (!links.length) return;
    function show() {
      var at = 0;
      heads.forEach(function (head, i) { if (head && head.getBoundingClientRect().top < 120) at = i; });
      links.forEach(function (link, i) { link.classList.toggle('here', i === at); });
    }
    var asked = false;
    addEventListener('scroll', function () {
      if (asked) return;
      asked = true;
      requestAnimationFrame(function () { asked = false; show(); });
    }, { passive: true });
    show();
  })();

  // Filters of the table of requirements.
  (function () {
    var form = document.querySelector('.filters');
    if (!form) return;
    var rows = Array.prototype.slice.call(document.querySelectorAll('.requirements tbody tr'));
    var names = ['level', 'actor', 'profile', 'tested'];
    function apply() {
      var words = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        var fits = names.every(function (name) { return !form[name].value || row.dataset[name] === form[name].value; })
          && words.every(function (word) { return text.indexOf(word) >= 0; });
        row.hidden = !fits;
        if (fits) shown++;
      });
      form.querySelector('.count').textContent = shown + ' of ' + rows.length + ' shown';
    }
    form.hidden = false;
    form.addEventListener('input', apply);
    form.addEventListener('submit', function (event) { event.preventDefault(); });
    new URLSearchParams(location.search).forEach(function (value, name) { if (form[name]) form[name].value = value; });
    apply();
  })();

  // Search. The index is a script, since a page on a disk may not read files; it is loaded at the first use.
  (function () {
    var box = document.querySelector('.search');
    var input = document.getElementById('search');
    var panel = document.querySelector('.found-box');
    var list = document.getElementById('found');
    var none = document.querySelector('.found-none');
    var shownMax = 25;
    var textsMax = 2;
    var entries = null;
    var active = -1;
    box.hidden = false;

    function load() {
      if (entries) return;
      entries = [];
      window.ocipSearchIndex = function (rows) {
        entries = rows.map(function (row) {
          return { kind: row[0], address: row[1], title: row[2], text: row[3], page: row[4], low: (row[2] + ' ' + row[3]).toLowerCase(), head: row[2].toLowerCase() };
        });
        find();
      };
      var script = element('script');
      script.src = page.root + 'assets/search-index.js';
      document.head.append(script);
    }

    function score(entry, words, phrase) {
      var sum = { h: 30, r: 20, t: 0 }[entry.kind];
      for (var i = 0; i < words.length; i++) {
        var at = entry.low.indexOf(words[i]);
        if (at < 0) return -1;
        if (at === 0 || !/[a-z0-9]/.test(entry.low[at - 1])) sum += 6;
        if (entry.head.indexOf(words[i]) >= 0) sum += entry.kind === 't' ? 3 : 15;
      }
      if (entry.head === phrase) sum += 200;
      else if (entry.head.indexOf(phrase) === 0) sum += 40;
      if (words.length > 1 && entry.low.indexOf(phrase) >= 0) sum += 25;
      return sum - Math.min(entry.low.length / 200, 5);
    }

    // The words around the first hit.
    function snippet(text, words) {
      var low = text.toLowerCase();
      var first = words.reduce(function (at, word) { var here = low.indexOf(word); return here >= 0 && here < at ? here : at; }, low.length);
      var from = first === low.length || first < 60 ? 0 : text.indexOf(' ', first - 50) + 1;
      var part = text.slice(from, from + 190);
      return (from > 0 ? '… ' : '') + part + (from + 190 < text.length ? ' …' : '');
    }

    function marked(text, words) {
      var parts = document.createDocumentFragment();
      var low = text.toLowerCase();
      var at = 0;
      while (at < text.length) {
        var next = text.length;
        var hit = '';
        words.forEach(function (word) {
          var here = low.indexOf(word, at);
          if (here >= 0 && (here < next || (here === next && word.length > hit.length))) { next = here; hit = word; }
        });
        parts.append(text.slice(at, next));
        if (hit) parts.append(element('mark', '', text.slice(next, next + hit.length)));
        at = next + hit.length;
      }
      return parts;
    }

    function option(entry, words, i) {
      var item = element('li');
      item.id = 'found-' + i;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      var link = element('a');
      link.href = page.root + entry.address;
      link.tabIndex = -1;
      var title = element('span', 'title');
      title.append(marked(entry.title, words));
      link.append(title);
      if (entry.page !== entry.title) link.append(element('span', 'page', entry.page));
      if (entry.text) {
        var text = element('span', 'text');
        text.append(marked(snippet(entry.text, words), words));
        link.append(text);
      }
      item.append(link);
      return item;
    }

    function choose(i) {
      var items = list.children;
      if (active >= 0 && items[active]) items[active].setAttribute('aria-selected', 'false');
      active = items.length ? (i + items.length) % items.length : -1;
      if (active < 0) { input.removeAttribute('aria-activedescendant'); return; }
      items[active].setAttribute('aria-selected', 'true');
      items[active].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', items[active].id);
    }

    function open(yes) {
      panel.hidden = !yes;
      input.setAttribute('aria-expanded', String(yes));
    }

    function find() {
      var phrase = input.value.trim().toLowerCase();
      var words = phrase.split(/\s+/).filter(Boolean);
      if (!words.length || !entries) { open(false); return; }
      var found = entries.map(function (entry) { return { entry: entry, score: score(entry, words, phrase) }; })
        .filter(function (hit) { return hit.score >= 0; })
        .sort(function (a, b) { return b.score - a.score; });
      // Of one section the best texts are enough; its sentences with an id are all shown.
      var texts = {};
      found = found.filter(function (hit) {
        if (hit.entry.kind !== 't') return true;
        texts[hit.entry.address] = (texts[hit.entry.address] || 0) + 1;
        return texts[hit.entry.address] <= textsMax;
      }).slice(0, shownMax);
      list.replaceChildren.apply(list, found.map(function (hit, i) { return option(hit.entry, words, i); }));
      none.textContent = found.length ? '' : 'Nothing has all of these words.';
      active = -1;
      open(true);
      choose(0);
    }

    input.addEventListener('focus', function () { load(); if (input.value) find(); });
    input.addEventListener('input', find);
    input.addEventListener('keydown', function (event) {
      if (event.key === 'ArrowDown') { event.preventDefault(); choose(active + 1); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); choose(active - 1); }
      else if (event.key === 'Enter' && active >= 0) { event.preventDefault(); list.children[active].firstChild.click(); open(false); input.blur(); }
      else if (event.key === 'Escape') { if (panel.hidden) input.value = ''; open(false); }
    });
    panel.addEventListener('mousemove', function (event) {
      var item = event.target.closest('li');
      if (item) choose(Array.prototype.indexOf.call(list.children, item));
    });
    document.addEventListener('click', function (event) { if (!box.contains(event.target)) open(false); });
    list.addEventListener('click', function () { open(false); });
    document.addEventListener('keydown', function (event) {
      var typing = /^(input|select|textarea)$/i.test(event.target.tagName);
      if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
        input.select();
      }
    });
  })();
})();
