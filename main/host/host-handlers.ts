import type { AppInfo, ProfileInput, ProfileTest } from '../../core/contract/bridge.ts';
import type { Profile, Secrets } from '../../core/domain/profile.ts';
import type { Settings } from '../../core/domain/settings.ts';
import { createAlertHandlers } from '../alerts/alert-handlers.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { HostHandlers } from '../bridge/answer.ts';
import type { Profiles } from '../profiles/profiles.ts';
import { createUpdateHandlers } from '../updates/update-handlers.ts';
import type { Updates } from '../updates/updates.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { mergeSettings } from '../settings/settings-store.ts';
import type { ShellPort } from '../shell-port.ts';
import type { DataHandlers } from './data-handlers.ts';
import { refusedDataCalls } from './data-handlers.ts';
import type { PlaceSwitch, SessionOptions } from './desktop-host.ts';
import { refusedCalls } from './refused-calls.ts';
import type { ShellServices } from './shell-handlers.ts';
import { createShellHandlers } from './shell-handlers.ts';

export type TestProfile = (profile: Profile, secrets: Secrets) => Promise<ProfileTest>;

export interface HostServices {
  readonly profiles: Profiles;
  readonly settings: SettingsStore;
  readonly shell: Pick<ShellPort, 'kind' | 'version' | 'abilities'>;
  readonly dataFolder: string;
  readonly testProfile: TestProfile;
  readonly alerts: Alerts;
  readonly createDataHandlers: (place: PlaceSwitch) => DataHandlers;
  readonly shellServices: ShellServices;
  readonly updates: Updates;
}

/** What a window can ask whichever place is connected to, and even when none can be reached. */
export function createHostHandlers(services: HostServices, place: PlaceSwitch, { remote }: SessionOptions): HostHandlers {
  const { profiles, shell, dataFolder } = services;
  return {
    'app:info': async (): Promise<AppInfo> => {
      const { id, kind, name } = profiles.active();
      return {
        ...{ version: shell.version, shell: shell.kind, dataFolder: remote ? '' : dataFolder },
        ...{ profileId: id, profileKind: kind, profile: name, placeId: place.placeId() },
        joinAddresses: [...place.joinAddresses()],
        abilities: remote ? [] : [...shell.abilities],
      };
    },
    ...createShellHandlers(services.shellServices, { remote }),
    ...createAlertHandlers(services.alerts, { remote }),
    ...createUpdateHandlers(services.updates, { remote }),
    ...(remote ? passingSettings(services.settings) : storedSettings(services.settings)),
    ...(remote ? refusedProfileCalls : createProfileHandlers(services, place)),
    ...(remote ? refusedDataCalls : services.createDataHandlers(place)),
  };
}

type ProfileCall = Extract<keyof HostHandlers, `profile${string}`>;
type SettingsCalls = Pick<HostHandlers, 'settings:read' | 'settings:write'>;

function createProfileHandlers({ profiles, testProfile }: HostServices, place: PlaceSwitch): Pick<HostHandlers, ProfileCall> {
  const test = async (input: ProfileInput) => testProfile(input.profile as Profile, await profiles.secretsFor(input));
  return {
    'profiles:list': async () => profiles.list(),
    'profile:save': async (input) => {
      await profiles.save(input);
      if (input.profile.id === profiles.active().id) await place.reconnect();
      return profiles.list();
    },
    'profile:remove': async ({ id }) => {
      await profiles.remove(id);
      return profiles.list();
    },
    'profile:test': test,
    'profile:switch': async ({ id }) => {
      await profiles.setActive(id);
      await place.reconnect();
    },
    'profiles:export': async () => ({ text: profiles.exportText() }),
    'profiles:import': async ({ text }) => {
      await profiles.importText(text);
      return profiles.list();
    },
  };
}

const refusedProfileCalls: Pick<HostHandlers, ProfileCall> = refusedCalls(
  ['profiles:list', 'profile:save', 'profile:remove', 'profile:test', 'profile:switch', 'profiles:export', 'profiles:import'],
  'Connection profiles belong to the computer that runs this dashboard and can be seen and changed there only. Nothing was changed.',
);

function storedSettings(settings: SettingsStore): SettingsCalls {
  return {
    'settings:read': async () => settings.read(),
    'settings:write': (change) => settings.write(withoutUndefined(change)),
  };
}

/** Whoever looks in from elsewhere has settings of their own, for as long as they look; the tour is about the computer that polls are run on. */
function passingSettings(settings: SettingsStore): SettingsCalls {
  let own: Settings = { ...settings.read(), tour: 'done' };
  return {
    'settings:read': async () => own,
    'settings:write': async (change) => (own = mergeSettings(own, withoutUndefined(change))),
  };
}

/** Settings are merged field by field: a field that is not given stays as it is. */
function withoutUndefined<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
