// The arrows of docs/architecture.md. Each rule has a sentence for whoever breaks it. Where a rule stops you, pass the
// thing in as an argument; to change an arrow, write a decision first.
const builtin = { dependencyTypes: ['core'] };
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];
const drivers = 'node_modules/(libsql|@libsql|kafkajs|cassandra-driver)/';
const roots = [
  '^ingest-server/server\\.ts$',
  '^ingest-server/.+-thread\\.ts$',
  '^browser/server\\.ts$',
  '^electron/main\\.ts$',
  '^main/report/export-command\\.ts$',
  '^main/data/(backup|restore)-command\\.ts$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      comment: 'core/ runs in every process and in browsers: no Node, no other folder, no package but zod.',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', 'node_modules/zod/'] },
    },
    {
      name: 'domain-below-contract',
      comment: 'core/domain holds nouns and pure functions; it must not know how they cross a process or where they are kept.',
      severity: 'error',
      from: { path: '^core/domain/' },
      to: { path: '^core/(contract|ports)/' },
    },
    {
      name: 'electron-stays-in-electron',
      comment: 'Only the shell in electron/ imports electron; everything else must run without it.',
      severity: 'error',
      from: { pathNot: '^electron/' },
      to: { path: ['node_modules/electron/', '^electron$'] },
    },
    {
      name: 'shells-are-tops',
      comment: 'electron/ and browser/ bind the parts together; no part may import a shell, nor one shell the other.',
      severity: 'error',
      from: { path: '^(core|engines|ingest-server|main|renderer|participant|electron|browser)/' },
      to: { path: '^(electron|browser)/', pathNot: '^$1/' },
    },
    {
      name: 'drivers-stay-in-engines',
      comment: 'Databases and brokers are spoken to in engines/ alone; use the ports in core/ports.',
      severity: 'error',
      from: { pathNot: '^engines/' },
      to: { path: [drivers, '^(libsql|kafkajs|cassandra-driver)$'] },
    },
    {
      name: 'engines-know-only-core',
      comment: 'An engine makes a port real; who uses it is none of its business.',
      severity: 'error',
      from: { path: '^engines/' },
      to: { path: '^(ingest-server|main|electron|browser|renderer|participant|tests|build)/' },
    },
    {
      name: 'engines-through-roots',
      comment: 'Only composition roots choose an engine and pass it in; everything else knows the ports.',
      severity: 'error',
      from: { path: '^(ingest-server|main|electron|browser)/', pathNot: roots },
      to: { path: '^engines/' },
    },
    {
      name: 'main-is-headless',
      comment: 'main/ runs under any shell: it knows core/ (and engines/ where it is a root), no shell, no screen, no server.',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: ['^(electron|browser|renderer|participant|ingest-server)/', 'node_modules/(react|react-dom|electron)/'] },
    },
    {
      name: 'ingest-stands-alone',
      comment: 'ingest-server/ runs on machines without a desktop: it knows core/ and engines/ only.',
      severity: 'error',
      from: { path: '^ingest-server/' },
      to: { path: '^(electron|browser|renderer|participant|main)/' },
    },
    {
      name: 'renderer-knows-only-core',
      comment: 'The interface reaches the rest through the bridge of core/contract; it imports core/ and nothing else of ours.',
      severity: 'error',
      from: { path: '^(renderer|participant)/' },
      to: { path: '^(engines|ingest-server|main|electron|browser|renderer|participant|tests|build)/', pathNot: '^$1/' },
    },
    {
      name: 'renderer-has-no-node',
      comment: 'Pages run in a browser: no Node built-ins.',
      severity: 'error',
      from: { path: '^(renderer|participant)/', pathNot: '^renderer/vite\\.config\\.ts$' },
      to: builtin,
    },
    {
      name: 'participant-has-no-packages',
      comment: 'The phone page must stay under 20 kB and load at once on bad Wi-Fi: no packages.',
      severity: 'error',
      from: { path: '^participant/' },
      to: { dependencyTypes: npm },
    },
    {
      name: 'features-do-not-meet',
      comment: 'A feature does not import another; what both need belongs to renderer/state, ui or model, or is passed by app.tsx.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'chartjs-in-charts',
      comment: 'chart.js is wrapped in renderer/charts; use its components.',
      severity: 'error',
      from: { pathNot: '^renderer/charts/' },
      to: { path: 'node_modules/chart\\.js/' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that import each other are one; take out what both need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dev-packages-in-product',
      comment: 'What runs on a server or in the main process must be in dependencies, or it is missing where it is installed.',
      severity: 'error',
      from: { path: '^(core|engines|ingest-server|main|browser)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'This import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
