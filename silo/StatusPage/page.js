'use strict';
// Reads /api/status every two seconds while the page is looked at, and follows /api/activity. Changes nothing.

const byId = id => document.getElementById(id);
const word = name => name.replace(/^(PAIR_STATUS|ACTIVITY_KIND|SIDE)_/, '').toLowerCase().replaceAll('_', '-');
const number = value => Number(value).toLocaleString('en');
const tone = { 'in-sync': 'good', new: 'busy', waiting: 'busy', pending: 'busy', retrying: 'bad', conflict: 'bad', ambiguous: 'bad', parked: 'bad', paused: 'bad' };

function element(name, content = '', className = '') {
  const made = document.createElement(name);
  made.append(...[content].flat());
  if (className) made.className = className;
  return made;
}

function heading(text) {
  const made = element('th', text);
  made.scope = 'row';
  return made;
}

function duration(seconds) {
  const whole = Math.floor(seconds);
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

function counts(pairing) {
  const list = element('ul', pairing.counts.map(({ status, count }) => {
    const name = word(status);
    return element('li', [element('b', number(count)), ` ${name}`], tone[name]);
  }), 'counts');
  return element('td', list);
}

function sweepCell(sweep) {
  if (!sweep) return element('td', 'none yet');
  const at = element('time', new Date(sweep.finishedAt ?? sweep.startedAt).toLocaleString());
  at.dateTime = sweep.finishedAt ?? sweep.startedAt;
  const found = `: ${number(sweep.compared)} compared, ${number(sweep.divergent)} divergent`
    + (Number(sweep.divergent) ? `, ${number(sweep.repaired)} repaired` : '')
    + (sweep.incomplete ? ', incomplete' : '') + (sweep.cancelledBy ? ', cancelled' : '') + (sweep.finishedAt ? '' : ', under way');
  return element('td', [at, found], sweep.incomplete || sweep.divergent !== sweep.repaired ? 'bad' : sweep.finishedAt ? 'good' : 'busy');
}

function pairingRow(pairing) {
  const total = pairing.counts.reduce((sum, { count }) => sum + Number(count), 0);
  const deletions = pairing.deletionsPaused ? 'paused: budget spent' : `${number(pairing.deletionsGranted)} granted`;
  const missing = [pairing.crmScanned ? [] : 'crm', pairing.shopScanned ? [] : 'shop'].flat().join(' and ');
  return element('tr', [
    heading(pairing.pairing),
    element('td', pairing.live ? 'live' : pairing.createsHeldSince ? 'creates held' : missing ? `after the scan of ${missing}` : 'not yet', pairing.live ? 'good' : 'busy'),
    element('td', number(total), 'number'),
    counts(pairing),
    element('td', deletions, pairing.deletionsPaused ? 'bad' : ''),
    sweepCell(pairing.sweep),
  ]);
}

/** A kind, with the partition where it is taken in partitions. */
function kindOf(feed) {
  return feed.partition ? `${feed.kind} ${feed.partition}` : feed.kind;
}

function feedRow(feed) {
  return element('tr', [
    heading(word(feed.side)),
    heading(kindOf(feed)),
    element('td', feed.phase, feed.failure ? 'bad' : feed.phase === 'live' ? 'good' : 'busy'),
    element('td', number(feed.scanned), 'number'),
    element('td', number(feed.window), 'number'),
    element('td', duration(feed.lagSeconds), 'number'),
    element('td', number(feed.changes), 'number'),
  ]);
}

function showFailures(status) {
  const failures = [
    ...status.ingests.filter(i => i.failure).map(i => `${word(i.side)} ${kindOf(i)}: ${i.failure}`),
    ...status.pairings.filter(p => p.createsHeldSince).map(p => `pairing ${p.pairing}: the database was set back (`
      + `${new Date(p.createsHeldSince).toLocaleString()}); ${p.live ? 'what no match finds' : 'what is missing'} may have been made before, and is not created until `
      + `somebody agrees: sync creates agree ${p.pairing}`),
    ...status.pairings.filter(p => p.failure).map(p => `pairing ${p.pairing}: ${p.failure}`),
  ];
  byId('failures').hidden = failures.length === 0;
  byId('failures').querySelector('ul').replaceChildren(...failures.map(text => element('li', text)));
}

function show(status) {
  byId('silo').textContent = `${status.version}, up ${duration(status.uptimeSeconds)}`;
  byId('pairings').tBodies[0].replaceChildren(...status.pairings.map(pairingRow));
  byId('feeds').tBodies[0].replaceChildren(...status.ingests.map(feedRow));
  showFailures(status);
}

function connection(problem) {
  const text = problem ?? 'live';
  const shown = byId('connection');
  if (shown.textContent !== text) shown.textContent = text;
  shown.className = problem ? 'lost' : 'good';
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch('/api/status', { signal: AbortSignal.timeout(10_000) });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error);
    show(body);
    connection();
  } catch (e) {
    connection(e instanceof TypeError ? 'the silo does not answer' : e.message);
  }
}

async function refreshForEver() {
  await refresh();
  setTimeout(refreshForEver, 2000);
}

function activityItem(activity) {
  const kind = word(activity.kind);
  const at = element('time', new Date(activity.at).toLocaleTimeString());
  at.dateTime = activity.at;
  const about = [activity.property, activity.text].filter(Boolean).join(': ');
  const context = [activity.side === 'SIDE_UNSPECIFIED' ? '' : word(activity.side), activity.pairId].filter(Boolean).join(' · ');
  return element('li', [at, element('span', kind, tone[kind] ?? ''), element('p', [about, ' ', element('small', context)])]);
}

function follow() {
  new EventSource('/api/activity').addEventListener('message', event => {
    const list = byId('activity');
    list.prepend(activityItem(JSON.parse(event.data)));
    while (list.children.length > 50) list.lastChild.remove();
    byId('quiet').hidden = true;
  });
}

document.addEventListener('visibilitychange', refresh);
refreshForEver();
follow();
