import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, messageOf } from '../../core/domain/failure.ts';
import { createAlerts } from '../alerts/alerts.ts';
import { openAlertStore } from '../alerts/alert-store.ts';
import type { ClusterEngines } from '../connection/cluster-engines.ts';
import type { ThisComputerOptions } from '../connection/this-computer.ts';
import { diagnosisText } from '../diagnostics/diagnostics.ts';
import { readDiagnosis } from '../diagnostics/read-diagnosis.ts';
import type { Logger } from '../logger.ts';
import { createProfileTest } from '../profiles/profile-test.ts';
import type { Openings } from '../openings/openings.ts';
import { createOpenings } from '../openings/openings.ts';
import type { GivenProfiles, Profiles } from '../profiles/profiles.ts';
import { openProfiles } from '../profiles/profiles.ts';
import type { SecretBox } from '../profiles/secret-box.ts';
import { secretsFromEnv } from '../profiles/secrets-from-env.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { openSettingsStore } from '../settings/settings-store.ts';
import type { ShellPort } from '../shell-port.ts';
import type { DataPorts } from '../data/start-data.ts';
import { prepareData, startData, troubleNotice } from '../data/start-data.ts';
import type { Notices } from '../notices/notices.ts';
import { createNotices } from '../notices/notices.ts';
import type { FileTrouble } from '../settings/atomic-file.ts';
import type { UpdateSource } from '../updates/updater-port.ts';
import { createUpdates } from '../updates/updates.ts';
import { createDataHandlers, tellOfData } from './data-handlers.ts';
import type { DesktopHost, PlaceSwitch } from './desktop-host.ts';
import { startDesktopHost } from './desktop-host.ts';
import { createHostHandlers } from './host-handlers.ts';
import { createDesktopOpener } from './open-desktop.ts';

export interface StartHostOptions {
  readonly dataFolder: string;
  readonly profileFile: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly box: SecretBox;
  readonly shell: ShellPort;
  readonly thisComputer: Omit<ThisComputerOptions, 'logger'>;
  readonly cluster: ClusterEngines;
  readonly data: DataPorts;
  readonly clock: () => number;
  readonly logger: Logger;
  /** Where the shell puts what the system wants opened; none in a browser. */
  readonly openings?: Openings;
  readonly updates: UpdateSource;
}

/** Everything behind the bridge, ready for windows; shells give what only they know. */
export interface RunningHost extends DesktopHost {
  readonly profiles: Profiles;
  readonly settings: SettingsStore;
  readonly notices: Notices;
}

export async function startHost(options: StartHostOptions): Promise<RunningHost> {
  const { dataFolder, shell, cluster, clock, logger, openings = createOpenings() } = options;
  const notices = createNotices(clock);
  const common = { dataFolder, ports: options.data, shell, notices, clock, logger };
  await prepareData(common);
  const onTrouble = (trouble: FileTrouble) => notices.put(troubleNotice(trouble));
  const settings = await openSettingsStore({ file: join(dataFolder, 'settings.json'), clock, logger, onTrouble });
  const profiles = await openProfiles({
    ...{ folder: dataFolder, box: options.box, clock, logger, onTrouble, newId: () => randomBytes(8).toString('hex') },
    given: await readGiven(options),
  });
  const testProfile = createProfileTest({ ...cluster, logger });
  const alertStore = await openAlertStore({ file: join(dataFolder, 'alerts.json'), clock, logger, onTrouble });
  const alerts = createAlerts({
    ...{ profiles, shell, clock, logger, store: alertStore },
    onChosen: (pollId) => showPoll(pollId),
  });
  const updates = createUpdates({ settings, clock, logger, source: options.updates });
  const data = await startData(common, [settings, profiles, alertStore]);
  const createData = (place: PlaceSwitch) => createDataHandlers(data, place);
  const diagnose = async () => {
    const session = host.openSession(() => undefined);
    const about = { version: shell.version, shell: shell.kind, profileKind: profiles.active().kind };
    try {
      return diagnosisText(await readDiagnosis({ ...about, dataFolder, place: session.context.handlers, clock }));
    } finally {
      session.stop();
    }
  };
  const services = {
    ...{ profiles, settings, shell, dataFolder, testProfile, alerts, updates, createDataHandlers: createData },
    shellServices: { shell, dataFolder, diagnose, openings },
  };
  const host: DesktopHost = await startDesktopHost({
    ...{ profiles, logger },
    openDesktop: createDesktopOpener({
      ...options,
      thisComputer: { ...options.thisComputer, onRestart: (restart) => host.tellAll('server:restarted', restart) },
    }),
    createHostHandlers: (place, session) => createHostHandlers(services, place, session),
  });
  /** A window that is being opened for it finds the poll in the settings. */
  const showPoll = (pollId: string) => {
    // The store has logged what went wrong.
    settings.write({ openPollId: pollId, view: 'live' }).catch(() => undefined);
    host.tellHere('poll:shown', { pollId });
  };
  alerts.start(host);
  const forgetData = tellOfData(data, host.tellHere);
  const forgetUpdates = updates.onChange((state) => host.tellHere('updates:changed', state));
  updates.start();
  return {
    ...host,
    profiles,
    settings,
    notices,
    async stop() {
      forgetData();
      forgetUpdates();
      updates.stop();
      await data.stop();
      await alerts.stop();
      await host.stop();
      await profiles.stop();
      await settings.stop();
    },
  };
}

async function readGiven({ profileFile, env }: StartHostOptions): Promise<GivenProfiles | undefined> {
  if (profileFile === undefined) return undefined;
  try {
    return { text: await readFile(profileFile, 'utf8'), file: profileFile, secrets: secretsFromEnv(env) };
  } catch (cause) {
    throw new Failure('settings-invalid', `The profile file ${profileFile} (--profile-file) cannot be read: ${messageOf(cause)}.`, {
      cause,
    });
  }
}
