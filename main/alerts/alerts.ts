import type { PollAlerts } from '../../core/contract/bridge-alerts.ts';
import type { AlertRule, Quiet } from '../../core/domain/alert.ts';
import { firstMemory, nextMemory, nextQuiet, noQuiet, ruleKey } from '../../core/domain/alert.ts';
import type { AlertWords } from '../../core/domain/alert-words.ts';
import { sayAlert, shorten } from '../../core/domain/alert-words.ts';
import { Failure } from '../../core/domain/failure.ts';
import type { DesktopHost } from '../host/desktop-host.ts';
import type { Logger } from '../logger.ts';
import type { Profiles } from '../profiles/profiles.ts';
import type { ShellPort } from '../shell-port.ts';
import type { AlertPlace } from './alert-place.ts';
import { openAlertPlace } from './alert-place.ts';
import type { AlertStore, StoredAlert } from './alert-store.ts';

/** Watches the polls that have alerts, whether or not they are on screen, and tells what their moderator asked to be told. */
export interface Alerts {
  read(pollId: string): Omit<PollAlerts, 'isMine'>;
  write(pollId: string, rules: readonly AlertRule[]): Promise<void>;
  /** Tells an alert that says it is a test. */
  test(pollId: string): void;
  /** Begins to watch; before that, nothing is told. */
  start(host: Pick<DesktopHost, 'openSession' | 'tellHere'>): void;
  stop(): Promise<void>;
}

export interface AlertsOptions {
  readonly store: AlertStore;
  readonly profiles: Pick<Profiles, 'active' | 'list'>;
  readonly shell: Pick<ShellPort, 'notify'>;
  /** Somebody clicked a message of the desktop. */
  readonly onChosen: (pollId: string) => void;
  readonly clock: () => number;
  readonly logger: Logger;
}

const lookEveryMs = 1_000;
/** As many as one window may watch. */
const mostPolls = 500;

export function createAlerts({ store, profiles, shell, onChosen, clock, logger }: AlertsOptions): Alerts {
  const quiets = new Map<string, Quiet>();
  let place: AlertPlace | undefined;
  let tellHere: DesktopHost['tellHere'] = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  let isTidied = false;
  const here = () => profiles.active().id;
  /** The file says in the log what went wrong; what is remembered meanwhile is not lost before the program ends. */
  const keep = (saving: Promise<void>) => void saving.catch(() => undefined);

  function tell(pollId: string, words: AlertWords, isTest: boolean): void {
    const profileId = here();
    const onClick = () => {
      if (here() === profileId) onChosen(pollId);
    };
    shell.notify({ ...words, onClick });
    tellHere('alert:fired', { pollId, ...words, isTest });
  }

  function look(pollId: string, alerts: readonly StoredAlert[]): void {
    const facts = place?.factsOf(pollId);
    if (facts === undefined) return;
    const quiet = nextQuiet(quiets.get(pollId) ?? noQuiet, facts);
    quiets.set(pollId, quiet);
    const looked = alerts.map(({ rule, memory }) => ({ rule, before: memory, ...nextMemory(rule, memory, facts, quiet) }));
    if (looked.every(({ before, memory }) => before === memory)) return;
    keep(
      store.write(
        here(),
        pollId,
        looked.map(({ rule, memory }) => ({ rule, memory })),
      ),
    );
    const question = place?.find(pollId)?.content.question ?? '';
    for (const { rule, fires } of looked) if (fires) tell(pollId, sayAlert(rule, facts, question), false);
  }

  function lookAtAll(): void {
    for (const [pollId, alerts] of store.ofPlace(here())) look(pollId, alerts);
    tidy();
  }

  /** Once for each place: polls that are gone need no alerts. */
  function tidy(): void {
    const pollIds = isTidied ? undefined : place?.settledIds();
    if (pollIds === undefined) return;
    isTidied = true;
    const profileIds = profiles.list().profiles.map(({ profile }) => profile.id);
    keep(store.keep(profileIds, here(), pollIds));
  }

  const watchAll = () => place?.watch([...store.ofPlace(here()).keys()].slice(0, mostPolls));
  const forgetPlace = () => {
    quiets.clear();
    isTidied = false;
    watchAll();
  };

  return {
    read(pollId) {
      const alerts = store.ofPlace(here()).get(pollId) ?? [];
      return { pollId, alerts: alerts.map(({ rule, memory }) => ({ rule, firedAt: memory.firedAt })) };
    },
    async write(pollId, rules) {
      if (place?.find(pollId) === undefined) throw noSuchPoll();
      const stored = store.ofPlace(here());
      if (!stored.has(pollId) && stored.size >= mostPolls) throw tooManyPolls();
      const known = new Map((stored.get(pollId) ?? []).map((alert) => [ruleKey(alert.rule), alert]));
      const quiet = quiets.get(pollId) ?? noQuiet;
      const facts = place.factsOf(pollId);
      const alerts = rules.map((rule) => known.get(ruleKey(rule)) ?? { rule, memory: firstMemory(rule, facts, quiet) });
      const saved = store.write(here(), pollId, alerts);
      watchAll();
      await saved;
    },
    test(pollId) {
      const poll = place?.find(pollId);
      if (poll === undefined) throw noSuchPoll();
      tell(pollId, { title: 'A test: alerts look like this', text: shorten(poll.content.question) }, true);
    },
    start(host) {
      tellHere = host.tellHere;
      place = openAlertPlace({
        ...{ openSession: (send) => host.openSession(send), clock, logger, onSwitched: forgetPlace },
        onResults(pollIds) {
          const stored = store.ofPlace(here());
          for (const pollId of pollIds) look(pollId, stored.get(pollId) ?? []);
        },
      });
      watchAll();
      timer = setInterval(lookAtAll, lookEveryMs);
    },
    async stop() {
      clearInterval(timer);
      place?.stop();
      await store.stop();
    },
  };
}

function noSuchPoll(): Failure {
  return new Failure('poll-not-found', 'There is no such poll here, so no alert was set. It may belong to another place.');
}

function tooManyPolls(): Failure {
  return new Failure(
    'invalid-request',
    `Alerts are watched for ${mostPolls} polls. Nothing was changed; remove those of another poll first.`,
  );
}
