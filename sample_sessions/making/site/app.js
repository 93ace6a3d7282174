// Plotline, a made-up product: what the pages' controls do.

const byId = (id) => document.getElementById(id);
const go = (path) => location.assign(path);

function onSubmit(formId, next) {
  byId(formId)?.addEventListener('submit', (event) => {
    event.preventDefault();
    next();
  });
}

// The server answers with `ok` only while the code has not expired.
async function verifyCode() {
  const button = byId('verify');
  const message = byId('message');
  message.textContent = '';
  button.textContent = 'Checking…';
  const answer = await fetch('/api/verify', { method: 'POST', body: byId('code').value });
  const { ok } = await answer.json();
  if (ok) return go('/profile');
  button.textContent = 'Verify';
  message.textContent = 'That code has expired. Request a new one.';
}

function watchHelp() {
  byId('help-link')?.addEventListener('click', () => { byId('help').hidden = false; });
  byId('help-close')?.addEventListener('click', () => { byId('help').hidden = true; });
}

function watchReport() {
  const tabs = document.querySelectorAll('.tabs button');
  for (const tab of tabs) {
    tab.addEventListener('click', () => {
      for (const other of tabs) other.setAttribute('aria-pressed', other === tab);
      byId('weeks').style.display = tab.id === 'by-week' ? '' : 'none';
      byId('months').style.display = tab.id === 'by-month' ? '' : 'none';
    });
  }
  onSubmit('invite-form', () => {
    byId('said').textContent = 'Invitation sent.';
    byId('teammate').value = '';
  });
}

onSubmit('sign-up-form', () => go('/verify-email'));
onSubmit('verify-form', verifyCode);
onSubmit('profile-form', () => go('/connect-data'));
onSubmit('connect-form', () => go('/first-report'));
watchHelp();
watchReport();

// The planted fault of the study: the button's id is `resend`, so nothing listens to it.
byId('resend-code')?.addEventListener('click', () => fetch('/api/resend', { method: 'POST' }));
