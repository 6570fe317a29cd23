/* What the tablet at a counter shows: one question at a time, nothing of the one before. */
(function () {
  'use strict';
  var d = document, w = window, page = d.getElementById('page'), bar = d.getElementById('state'), notes = d.getElementById('notes');
  var code = page.getAttribute('data-code'), closed = page.getAttribute('data-closed'), version = page.getAttribute('data-version');
  var said = JSON.parse(page.getAttribute('data-said')), seconds = JSON.parse(page.getAttribute('data-seconds'));
  var lack = 'none', wanted = /[?&]lang=([\w-]+)/.exec(location.search), home = wanted && said[wanted[1]] ? wanted[1] : d.documentElement.lang;
  var ENOUGH = 340, AGAIN = 30000, lang = home, form = null, visit = null, kept = null, screen = '', slow = false;
  var offline = false, asking = false, asked = 0, loaded = Date.now(), last = loaded, shown = '', sent = null, idle, over, tick, ticking, ending, resting;

  function t(name, values) {
    return said[lang][name].replace(/\{(\w+)\}/g, function (_, each) { return values[each]; });
  }

  function el(name, attributes, content) {
    var made = d.createElement(name);
    Object.keys(attributes || {}).forEach(function (each) { made.setAttribute(each, attributes[each]); });
    [].concat(content === undefined ? [] : content).forEach(function (part) {
      if (part !== null) made.appendChild(typeof part === 'string' ? d.createTextNode(part) : part);
    });
    return made;
  }

  function p(text, look) { return el('p', look ? { 'class': look } : {}, text); }

  function heading(text) { return el('h1', { tabindex: -1 }, text); }

  function button(content, act, attributes) {
    var made = el('button', attributes, content);
    made.type = 'button';
    made.addEventListener('click', act);
    return made;
  }

  function clear(node) { while (node.firstChild) node.removeChild(node.firstChild); }

  /* Whether the buttons of the page can be pressed and reached by keyboard. */
  function able(yes) {
    var buttons = page.querySelectorAll('button'), i;
    for (i = 0; i < buttons.length; i++) buttons[i].disabled = !yes;
  }

  /* A finger that taps twice must not answer the next question too. */
  function show(name, parts) {
    dismiss();
    clearTimeout(ending);
    screen = name;
    clear(page);
    parts.forEach(function (part) { if (part) page.appendChild(part); });
    page.className = name;
    d.documentElement.lang = lang;
    notes.textContent = said[lang].notes.join(' ');
    able(false);
    clearTimeout(resting);
    resting = setTimeout(function () { able(true); }, 350);
    w.scrollTo(0, 0);
    page.querySelector('h1').focus();
    state();
    last = Date.now();
    arm();
  }

  function state() {
    var parts = [];
    if (offline && screen !== 'closed') parts.push(t('offline'));
    if (kept && kept.waiting) parts.push(t('waiting', { n: kept.waiting }));
    if (kept && kept.refused) parts.push(t('refused', { n: kept.refused }));
    if (kept && kept.unsafe) parts.push(t('unsafe'));
    parts = parts.join(' · ');
    if (bar.textContent !== parts) bar.textContent = parts;
  }

  /* The first screen, as if nobody had been here. */
  function first() {
    visit = sent = null;
    slow = false;
    lang = home;
    greet();
  }

  function greet() {
    var why = barred(), here, more, limit;
    lang = spoken(lang, form);
    here = form && form.said[lang];
    shown = JSON.stringify([why, form]);
    if (why) return show('closed', [heading(here ? here.place : t('title')), el('p', { 'class': 'e', role: 'alert' }, said[lang].closed[why]), languages()]);
    more = el('p', { id: 'kept' }, t('kept'));
    more.hidden = true;
    limit = p('', 'small');
    var say = function () { limit.textContent = t('limit', { n: seconds[slow ? 'slowly' : 'idle'] }); };
    say();
    show('first', [
      el('div', { 'class': 'top' }, [el('span', {}, here.title), languages()]),
      heading(here.place),
      el('p', {}, el('b', {}, here.counter)),
      p(t('welcome')),
      el('div', { 'class': 'p' }, [
        p(t('privacy')),
        button(t('kept_question'), function () {
          more.hidden = !more.hidden;
          this.setAttribute('aria-expanded', String(!more.hidden));
        }, { 'class': 'say', 'aria-expanded': 'false', 'aria-controls': 'kept' }),
        more
      ]),
      button(t('begin'), begin, { 'class': 'go' }),
      button(t('time'), function () {
        slow = !slow;
        this.setAttribute('aria-pressed', String(slow));
        say();
      }, { 'aria-pressed': String(slow) }),
      limit
    ]);
  }

  /* Why nothing can be answered here just now, if so. */
  function barred() { return closed || (form && kept.openings ? '' : lack); }

  /* The languages that both the page and these questions have: either may be of a newer version. */
  function common(its) {
    return Object.keys(said).filter(function (each) { return !its || its.said[each]; });
  }

  function spoken(wish, its) {
    var all = common(its);
    return all.indexOf(wish) < 0 && all.length ? all[0] : wish;
  }

  function languages() {
    return el('span', { 'class': 'speak' }, common(form).filter(function (each) { return each !== lang; }).map(function (each) {
      return button(said[each].name, function () { lang = each; greet(); }, { lang: each });
    }));
  }

  function fullScreen() {
    var whole = d.documentElement, ask = whole.requestFullscreen || whole.webkitRequestFullscreen, asked;
    if (!ask || d.fullscreenElement || d.webkitFullscreenElement) return;
    try { asked = ask.call(whole); } catch (e) { return; }
    if (asked && asked.catch) asked.catch(function () {});
  }

  function begin() {
    fullScreen();
    screen = 'opening';
    w.kiosk.take(code, function (opening, its) {
      if (screen !== 'opening') return;
      kept.openings = opening && its ? kept.openings : 0;
      if (!opening || !its) return greet();
      visit = { opening: opening, form: its, answers: {}, at: 0 };
      lang = spoken(lang, its);
      ask();
    });
  }

  /* The questions of this visit, by their fields; which they are depends on why somebody came. */
  function steps() {
    var all = [], its = visit.form, answers = visit.answers, key = answers.m || '', asks = visit.opening.asks;
    if (its.purposes.length) all.push('m');
    if (its.petition.indexOf(key) >= 0) {
      all.push('k');
      if (answers.k === 'yes') key += '+';
    }
    if (its.said[lang].overall) all.push('coverall');
    return all.concat((asks[key] || asks['']).map(function (number) { return 'c' + number; }));
  }

  function ask() {
    var all = steps(), name = all[visit.at], here = visit.form.said[lang], levels = visit.form.levels, options, marks, text, lead, label;
    if (!name) return ready();
    if (name === 'm') {
      text = t('purpose');
      options = visit.form.purposes.map(function (id, i) { return [id, here.purposes[i]]; });
      marks = [['', t('skip')]];
    } else if (name === 'k') {
      text = here.petition;
      options = [['yes', t('yes')], ['no', t('no')]];
      marks = [['', t('skip')]];
    } else {
      text = name === 'coverall' ? here.overall : here.criteria[name.slice(1)];
      lead = name === 'coverall' ? null : el('span', { 'class': 'lead' }, here.lead + ' ');
      options = levels.map(function (level, i) { return [String(level), here.levels[i], face(i, levels.length)]; });
      marks = [['skip', t('skip')]];
      if (lead) marks.unshift(['na', t('na')]);
      label = lead && here.labels && here.labels[name.slice(1)];
    }
    var choose = function (option) {
      return button([option[2] || null, el('span', {}, option[1])], function () {
        visit.answers[name] = option[0];
        visit.at += 1;
        ask();
      }, { 'aria-pressed': String(visit.answers[name] === option[0]) });
    };
    show('ask', [
      el('p', { 'class': 'top' }, [el('span', {}, here.counter), el('b', {}, name === 'm' ? t('first') : t('progress', { n: visit.at + 1, all: all.length }))]),
      el('fieldset', {}, [
        el('legend', {}, heading(label ? [lead, el('b', {}, label + ' '), el('span', { 'class': 'what' }, text)] : [lead || null, text])),
        el('div', { 'class': options[0][2] && options.length < 6 ? 'levels faces' + (here.fits ? ' fits' : '') : 'levels' }, options.map(choose)),
        el('div', { 'class': 'marks' }, marks.map(choose))
      ]),
      button(t('back'), back, { 'class': 'back' })
    ]);
  }

  function back() {
    if (visit.at === 0) return first();
    visit.at -= 1;
    ask();
  }

  /* Drawn for any number of levels; the words beside it say what it means. */
  function face(i, n) {
    var good = n > 1 ? i / (n - 1) : .5, bend = good * 2 - 1, made = el('span', { 'class': 'face' });
    made.innerHTML = '<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false"><circle cx="24" cy="24" r="22" fill="hsl(' +
      Math.round(8 + good * 125) + ',75%,86%)"/><circle class="i" cx="17" cy="19" r="2.7"/><circle class="i" cx="31" cy="19" r="2.7"/><path d="M14 ' +
      (32 - bend * 2) + 'Q24 ' + (32 + bend * 10) + ' 34 ' + (32 - bend * 2) + '"/></svg>';
    return made;
  }

  function ready() {
    var answers = visit.answers, some = steps().some(function (name) {
      return name.charAt(0) === 'c' && answers[name] && answers[name] !== 'skip';
    });
    show('ready', [
      heading(t('ready')),
      some ? p(t('ready_more')) : el('p', { 'class': 'e', role: 'alert' }, t('empty')),
      some ? button(t('send'), send, { 'class': 'go' }) : null,
      button(t('back'), back, { 'class': 'back' })
    ]);
  }

  /* First kept, then sent: whatever happens from here on, nothing is lost. */
  function send() {
    var body = 't=' + encodeURIComponent(visit.opening.t), answers = visit.answers, told = false, answer;
    steps().forEach(function (name) {
      if (answers[name] !== undefined) body += '&' + name + '=' + encodeURIComponent(answers[name]);
    });
    answer = { t: visit.opening.t, url: '/q/' + code, body: body + '&g=' + Date.now() };
    visit = null;
    sent = answer;
    /* A receipt that comes late is still shown, but to nobody else. */
    var tell = function (how, receipt) {
      if (sent !== answer || (told && !receipt)) return;
      told = true;
      end(how, receipt);
    };
    show('sending', [heading(t('sending'))]);
    w.kiosk.keep(answer, function () {
      setTimeout(function () { tell('late', ''); }, 8000);
      w.kiosk.attempt(answer, function (how, receipt) {
        offline = how === 'offline';
        tell(how, receipt);
        recount(care);
      });
    });
  }

  function end(how, receipt) {
    var left = seconds[slow ? 'slow_thanks' : receipt ? 'thanks' : 'end'], refused = how === 'refused', name = refused ? 'not_taken' : 'saved', counts = p('', 'small');
    var count = function () {
      if (left <= 0) return first();
      counts.textContent = t('ends', { n: left });
      left -= 1;
      ending = setTimeout(count, 1000);
    };
    show('end', (receipt ? [
      heading(t('thanks')),
      el('div', { 'class': 'd' }, [p(t('receipt')), el('p', {}, el('output', { 'class': 'code' }, receipt))]),
      p(t('use')),
      el('p', {}, el('b', {}, t('nobody')))
    ] : [heading(t(name)), el('p', { 'class': refused ? 'e' : 'd' }, t(name + '_more'))]).concat([
      counts,
      el('div', { 'class': 'row' }, [
        button(t('longer'), function () {
          left = seconds.slow_thanks;
          clearTimeout(ending);
          count();
        }),
        button(t('done'), first, { 'class': 'go' })
      ])
    ]));
    count();
  }

  function changed() {
    return lang !== spoken(home, form) || slow || !!page.querySelector('[aria-expanded=true]');
  }

  function arm() {
    clearTimeout(idle);
    if (screen === 'ask' || screen === 'ready' || ((screen === 'first' || screen === 'closed') && changed())) {
      idle = setTimeout(warn, 1000 * (slow ? seconds.slowly - seconds.slow_notice : seconds.idle - seconds.notice));
    }
  }

  function notice() { return slow ? seconds.slow_notice : seconds.notice; }

  function warn() {
    var before = d.activeElement, number = el('p', { 'class': 'count', 'aria-hidden': 'true' }), on = button(t('go_on'), null, { 'class': 'go' });
    over = el('div', { 'class': 'over', role: 'alertdialog', 'aria-modal': 'true', 'aria-labelledby': 'still', 'aria-describedby': 'soon' }, [
      el('h2', { id: 'still' }, t('still')),
      el('p', { id: 'soon' }, t('soon')),
      number,
      on,
      button(t('time'), function () { slow = true; })
    ]);
    over.addEventListener('click', function () {
      dismiss();
      if (before && before.focus) before.focus();
      arm();
    });
    page.setAttribute('aria-hidden', 'true');
    able(false);
    d.body.appendChild(over);
    on.focus();
    ticking = notice();
    (function count() {
      if (ticking <= 0) return first();
      number.textContent = ticking;
      ticking -= 1;
      tick = setTimeout(count, 1000);
    })();
  }

  function dismiss() {
    clearTimeout(tick);
    if (over) d.body.removeChild(over);
    if (over) able(true);
    over = null;
    page.removeAttribute('aria-hidden');
  }

  /* What is not looked at for longer than the limit, such as while the tablet slept, is over too. */
  function touched() {
    last = Date.now();
    if (over) ticking = notice(); else arm();
  }

  function woken() {
    if (screen && screen !== 'sending' && Date.now() - last > 1000 * seconds[slow ? 'slowly' : 'idle']) first();
  }

  function recount(done) {
    w.kiosk.count(code, function (found) {
      kept = found;
      form = found.form;
      state();
      var now = JSON.stringify([barred(), form]);
      if ((screen === 'first' || screen === 'closed') && now !== shown && !over && !changed()) greet();
      if (done) done();
    });
  }

  /* Sends what waits and puts openings by, as long as there is network. */
  function care() {
    if (asking || !code) return;
    asking = true;
    clearTimeout(care.again);
    var ended = function () {
      asking = false;
      recount(function () {
        if (!screen) first();
        care.again = setTimeout(care, AGAIN);
      });
    };
    w.kiosk.flush(function (went) {
      if (went === 'offline') offline = true;
      if (asked && !offline && kept.openings > ENOUGH && Date.now() - asked < 216e5) return ended();
      more(ended);
    });
  }

  function more(done) {
    var x = new XMLHttpRequest(), before = kept.openings;
    x.open('GET', '/k/' + code + '/phieu');
    x.timeout = 25000;
    x.onerror = x.ontimeout = function () { offline = true; done(); };
    x.onload = function () {
      var supply = null, after = function () {
        recount(function () {
          if (!screen) first();
          if (kept.openings > before && kept.openings <= ENOUGH) more(done); else done();
        });
      };
      try { supply = JSON.parse(x.responseText); } catch (e) { supply = null; }
      offline = !supply || !(supply.problem || supply.openings);
      if (offline) return done();
      asked = Date.now();
      lack = supply.problem === 'not_opened' ? supply.problem : 'none';
      closed = lack === 'none' && supply.problem || '';
      if (closed) return w.kiosk.empty(code, after);
      if (!supply.openings) return done();
      if (supply.version !== version && screen === 'first' && !changed() && asked - loaded > 36e5) return location.reload();
      w.kiosk.fill(code, supply, after);
    };
    x.send();
  }

  /* There is no way out: the page before is this page again, and nothing here leads anywhere. */
  function stay() { try { history.pushState(null, '', location.href); } catch (e) { return; } }

  ['touchstart', 'mousedown', 'keydown', 'wheel'].forEach(function (each) { d.addEventListener(each, touched, true); });
  ['contextmenu', 'dragstart'].forEach(function (each) { d.addEventListener(each, function (event) { event.preventDefault(); }); });
  d.addEventListener('keydown', function (event) {
    if (over && (event.key === 'Escape' || event.keyCode === 27)) over.click();
  });
  d.addEventListener('visibilitychange', woken);
  w.addEventListener('pageshow', function (event) { if (event.persisted) first(); });
  w.addEventListener('popstate', function () {
    stay();
    if (over) over.click(); else if (screen === 'ask' || screen === 'ready') back();
  });
  w.addEventListener('online', care);
  if (navigator.serviceWorker) {
    w.kiosk.worker = navigator.serviceWorker.register('/k/luu-phieu.js').then(function () { return navigator.serviceWorker.ready; });
    w.kiosk.worker.catch(function () {});
  }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(function () {});
  stay();
  if (closed === 'not_opened') closed = '';
  recount(function () {
    if (form && kept.openings && !closed) first();
    if (code) care(); else greet();
  });
})();
