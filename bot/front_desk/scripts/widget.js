// The chat on another site: docs/widget.md.
{
const { src, dataset } = document.currentScript, { origin } = new URL(src);
let exit = 'https://www.bbc.co.uk/weather', times = [], alone, opener, panel, frame;

// One by one, as strict policies demand; revert keeps the site's rules out.
const make = (tag, style, parts) => {
	const made = Object.assign(document.createElement(tag), parts);
	Object.assign(made.style, { all: 'revert', color: '#fff', font: 'medium/1.3 system-ui', ...style });
	return made;
};
const corner = {
	position: 'fixed', bottom: '1em', insetInlineEnd: '1em', zIndex: 9e9,
	background: '#4a2148', border: '1px solid #888', borderRadius: '12px',
};
const tell = evenhand => frame.contentWindow.postMessage({ evenhand }, origin);
const close = () => {
	const inside = panel.contains(document.activeElement);
	panel.style.display = 'none';
	if (inside) opener.focus();
};
const leave = wait => {
	document.body.style.display = 'none';
	setTimeout(() => location.replace(exit), wait);
};
const build = () => {
	panel = make('div', {
		...corner, flexDirection: 'column', overflow: 'hidden',
		width: 'min(26em, 100vw - 2em)', height: 'min(44em, 100vh - 2em)',
	}, { role: 'dialog', ariaLabel: 'Chat' });
	frame = make('iframe', { flex: 1, border: 0 }, {
		title: 'Chat', referrerPolicy: 'no-referrer', src: origin + '/chat?frame=1', onload() {
			if (document.activeElement == frame) frame.contentWindow.focus();
			tell('open');
		},
	});
	panel.append(make('button', { alignSelf: 'end', padding: '12px 1em', background: 'none', border: 0 }, {
		textContent: 'Close', onclick: close,
	}), frame);
	document.body.append(panel);

	addEventListener('message', ({ origin: from, source, data }) => {
		if (from != origin || source != frame.contentWindow) return;
		if (/^https:/.test(data.to)) exit = data.to;
		if (data.evenhand == 'close') close();
		if (data.evenhand == 'leave') leave(0);
	});
	addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey }) => {
		if (key == 'Escape') close();
		alone = key == 'Shift' && !ctrlKey && !altKey && !metaKey;
	}, true);
	addEventListener('keyup', ({ key, timeStamp }) => {
		times = alone && key == 'Shift' ? [timeStamp, ...times] : [];
		if (timeStamp - times[2] < 5000) {
			tell('leave');
			leave(300);
		}
	}, true);
};

addEventListener('click', event => {
	const link = event.target.closest('a.evenhand-chat');
	if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey ||
		!matchMedia('(width>=40rem) and (pointer:fine)').matches) return;
	event.preventDefault();
	opener = link;
	panel ? tell('open') : build();
	panel.style.display = 'flex';
	frame.focus();
});
const start = () => document.querySelector('a.evenhand-chat') || document.body.append(make('a', {
	...corner, padding: '12px 1em',
}, { className: 'evenhand-chat', href: origin + '/chat', textContent: dataset.label || 'Chat with us' }));
document.readyState == 'loading' ? addEventListener('DOMContentLoaded', start) : start();
}
