import type { Notice } from '../../../core/domain/notice.ts';
import type { Tone } from '../../model/poll-words.ts';
import { useShared } from '../../state/use-stores.ts';
import { Banner } from '../../ui/banner.tsx';
import { IconButton } from '../../ui/button.tsx';
import './notices.css';

const tones: Record<Notice['severity'], Tone> = { bad: 'failed', warning: 'paused', info: 'draft' };
const order: readonly Notice['severity'][] = ['bad', 'warning', 'info'];

/** What this computer has to say, worst first, above whatever is on screen. */
export function NoticeBanners() {
  const notices = useShared('notices', (state) => state.notices);
  const dismiss = useShared('notices', (state) => state.dismiss);
  if (notices.length === 0) return null;
  const sorted = [...notices].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || b.at - a.at);
  return (
    <div className="notices" role="region" aria-label="Notices">
      {sorted.map(({ id, severity, title, message, dismissible }) => (
        <Banner
          key={id}
          tone={tones[severity]}
          title={title}
          action={dismissible && <IconButton icon="close" label="Dismiss" onClick={() => dismiss(id)} />}
        >
          {message}
        </Banner>
      ))}
    </div>
  );
}
