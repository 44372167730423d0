// What is measured of Writ: whole runs of `writ audit` with its result written as JSON, and whatever
// more this version says that it can do.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const notYet = 'not there yet';

// The project of bench/, with the data of this run in the given format.
function project(bench, format, name = format) {
  const folder = path.join(bench.folder, `writ-${name}`);
  fs.mkdirSync(folder, { recursive: true });
  fs.cpSync(path.join(bench.sources, 'policies'), path.join(folder, 'policies'), { recursive: true });
  fs.copyFileSync(path.join(bench.sources, 'schemas.writ'), path.join(folder, 'schemas.writ'));
  const settings = fs.readFileSync(path.join(bench.sources, 'writ.yaml'), 'utf8');
  fs.writeFileSync(path.join(folder, 'writ.yaml'), settings.replaceAll('ndjson', format));
  fs.rmSync(path.join(folder, 'data'), { force: true, recursive: true });
  fs.symlinkSync(bench.data, path.join(folder, 'data'));
  return folder;
}

// The lines of a file that no string is long enough for.
function* linesOf(file) {
  const open = fs.openSync(file, 'r');
  const piece = Buffer.alloc(1 << 24);
  let rest = Buffer.alloc(0);
  for (let size = fs.readSync(open, piece); size > 0; size = fs.readSync(open, piece)) {
    const all = Buffer.concat([rest, piece.subarray(0, size)]);
    const end = all.lastIndexOf(10) + 1;
    yield* all.toString('utf8', 0, end).split('\n').slice(0, -1);
    rest = all.subarray(end);
  }
  fs.closeSync(open);
}

// The keys of a subject's rows, a file for each policy. A finding is one line of the report.
function read(report, answers) {
  const keys = {};
  let policy = '';
  for (const line of linesOf(report)) {
    const named = /^ {6}"policy": "(\w+)",$/.exec(line);
    if (named) {
      policy = named[1];
      keys[policy] = [];
    } else if (line.startsWith('        {"verdict":"violation"')) {
      const { subject } = JSON.parse(line.replace(/,$/, ''));
      keys[policy].push(`${Object.values(subject).map((row) => row.key).join('\t')}\n`);
    }
  }
  for (const [name, lines] of Object.entries(keys)) {
    fs.writeFileSync(path.join(answers, `${name}.txt`), lines.join(''));
  }
}

function says(bench, words, option) {
  const help = spawnSync(bench.program('writ'), [...words, '--help'], { encoding: 'utf8' });
  return new RegExp(`(^|\\s)${option}(\\s|$)`, 'm').test(help.stdout);
}

function rows(bench) {
  const engine = bench['writ-engine'] === '' ? [] : ['--engine', bench['writ-engine']];
  const row = (work, format, more) => {
    const answers = path.join(bench.folder, 'answers', `writ ${work}`);
    const report = path.join(answers, 'report.json');
    const command = [bench.program('writ'), 'audit', '--format', 'json', '--output', report, '--threads',
                     bench.threads, ...engine, ...more];
    return { work, engine: 'Writ', cwd: project(bench, format), answers, command, statuses: [0, 1],
             read: () => read(report, answers) };
  };
  const missing = (work) => ({ work, engine: 'Writ', missing: notYet });
  const stored = says(bench, [], 'collect') && says(bench, ['audit'], '--snapshot');
  const warm = () => {
    const anew = says(bench, ['audit'], '--fresh') ? ['--fresh'] : [];
    const asked = row('warm', 'csv', ['--snapshot', 'latest', ...anew]);
    const collect = () => execFileSync(bench.program('writ'), ['collect'], { cwd: asked.cwd });
    return { ...asked, prepare: collect };
  };
  // What the audit before it found is looked up.
  const again = () => {
    const asked = row('again', 'csv', ['--snapshot', 'latest']);
    return { ...asked, prepare: warm().prepare };
  };
  // A day later one row of a thousand is another. What the audit of the day before found is there.
  const changed = () => {
    const cwd = project(bench, 'csv', 'changed');
    const writ = (...words) => spawnSync(bench.program('writ'), words, { cwd, stdio: 'ignore' });
    const report = path.join(cwd, 'report.json');
    const audit = ['audit', '--snapshot', 'latest', '--format', 'json', '--output', report, '--threads', bench.threads];
    const prepare = () => {
      fs.rmSync(path.join(cwd, '.writ'), { recursive: true, force: true });
      writ('collect', '--as-of', '2026-03-03T12:00:00Z');
      writ(...audit);
      fs.rmSync(path.join(cwd, 'data'));
      execFileSync(bench.program('bench_change'), [bench.data, path.join(cwd, 'data'), '1', '1']);
      writ('collect', '--as-of', '2026-03-04T12:00:00Z');
      fs.rmSync(path.join(cwd, 'data'), { recursive: true });
    };
    const anew = 'rm -rf .writ/results/20260304*; exec "$0" "$@"';
    return { work: 'changed', engine: 'Writ', cwd, prepare, statuses: [0, 1],
             command: ['sh', '-c', anew, bench.program('writ'), ...audit] };
  };
  // Medians already: one round of them. `(rest)` is what belongs to no single policy.
  const medians = (out) => [...out.matchAll(/^(\w+|\(rest\)) +(\d\S*) ms, least/gm)]
    .map(([, name, ms]) => [1, name, ms]);
  const inMemory = (program) => ({
    work: 'in memory', engine: 'Writ', inside: true, cwd: project(bench, 'csv'), lines: medians,
    command: [program, '.', bench.threads, String(bench.runs)],
  });
  const evaluate = bench.program('bench_evaluate');
  return [
    row('cold NDJSON', 'ndjson', []),
    row('cold CSV', 'csv', []),
    stored ? warm() : missing('warm'),
    says(bench, ['audit'], '--fresh') ? again() : missing('again'),
    says(bench, ['audit'], '--fresh') ? changed() : missing('changed'),
    fs.existsSync(evaluate) ? inMemory(evaluate) : missing('in memory'),
  ];
}

function version(bench) {
  const ran = spawnSync(bench.program('writ'), ['--version'], { encoding: 'utf8' });
  const engine = bench['writ-engine'] || 'its default';
  return `${(ran.stdout ?? '').trim().replace(/^writ/, 'Writ')} (engine: ${engine})`;
}

module.exports = { rows, version };
