import type { ProfileTest } from '../../../core/contract/bridge.ts';
import type { ProfileKind } from '../../../core/domain/profile.ts';
import type { IconName } from '../../ui/icon.tsx';

export const kindWords: Readonly<Record<ProfileKind, string>> = {
  'this-computer': 'This computer',
  cluster: 'Cluster',
  'kpoll-server': 'Kpoll server',
};

export const kindIcons: Readonly<Record<ProfileKind, IconName>> = {
  'this-computer': 'computer',
  cluster: 'cluster',
  'kpoll-server': 'server',
};

export const partWords: Readonly<Record<ProfileTest['parts'][number]['part'], string>> = {
  kafka: 'Kafka',
  cassandra: 'Cassandra',
  'author-api': 'Author API',
  join: 'Join address',
  server: 'Kpoll server',
};

/** Said wherever a switch is offered: it touches no vote. */
export function switchNote(isSame: boolean): string {
  return `Polls that are running go on on their server. This window begins anew${isSame ? '' : ' with the polls of the other place'}.`;
}
