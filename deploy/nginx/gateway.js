// The checks of the gateway: which home sends a request, and whether nginx.conf allows it.
import hash from 'crypto';
import querystring from 'querystring';

const API = '/api/partners/v2.0';
const TOKEN_SECONDS = 900;
const GET = {method: 'GET', body: ''};
// Refused anywhere in a body: these fields delete a device, or tie it to something else.
const NEVER_WRITTEN = ['deleted_at', 'lifecycle_state', 'lifecycle_error', 'device_model', 'owner', 'owner_id', 'building',
    'building_id', 'actual_steering_state'];

// POST /oauth2/token/: a token for the client ID and secret of a home.
function token(r) {
    if (`${r.method} ${r.variables.request_uri}` !== 'POST /oauth2/token/') return answer(r, 404);
    const grant = parsed(r.requestText) || querystring.parse(r.requestText || '');
    if (grant.grant_type !== 'client_credentials') return answer(r, 400, {error: 'unsupported_grant_type'});
    const home = homeOfCredentials(r);
    if (!home) return answer(r, 401, {error: 'invalid_client'});
    const expires = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
    const access_token = `${home}.${expires}.${signature(r, home, expires)}`;
    r.headersOut['Cache-Control'] = 'no-store';
    answer(r, 200, {access_token, expires_in: TOKEN_SECONDS, token_type: 'Bearer', scope: 'read write'});
}

function homeOfCredentials(r) {
    try {
        const basic = /^Basic ([\w+\/]+=*)$/.exec(r.headersIn.Authorization)[1];
        // Both parts are form-encoded: RFC 6749, section 2.3.1.
        const pair = Buffer.from(basic, 'base64').toString().replace(/\+/g, ' ').split(':').map(decodeURIComponent);
        const home = pair[0].toLowerCase();
        const given = hash.createHash('sha256').update(`${home}:${pair[1]}`).digest('hex');
        const isValid = pair.length === 2 && pair[1].length >= 32 && isListed(r, home);
        return isValid && isSame(given, r.variables.credential) ? home : undefined;
    } catch (e) {
        return undefined;
    }
}

function isListed(r, home) {
    r.variables.claimed_home = home;
    return /^[0-9a-f-]{36}$/.test(home) && r.variables.credential !== '';
}

// Bound to the organization, the home and its present secret: a new secret ends the tokens of the old one.
function signature(r, home, expires) {
    return mac(['token', organization.org_id, home, expires, r.variables.credential].join('\n')).toString('base64url');
}

function mac(text) {
    return hash.createHmac('sha256', organization.signing_key).update(text).digest();
}

// Comparing the MACs instead gives no hint about where the two differ.
function isSame(left, right) {
    return mac(left).equals(mac(right));
}

// Every other request: a home uses its token.
async function api(r) {
    const home = homeOfToken(r);
    if (!home) return answer(r, 401);
    r.variables.home = home;
    const location = locationOf(r, home);
    if (!location) return answer(r, 404);
    if (!isBodyAllowed(r)) return answer(r, 403);
    await authorize(r, location);
}

function homeOfToken(r) {
    const parts = /^Bearer ([0-9a-f-]{36})\.(\d{10})\.([\w-]{43})$/.exec(r.headersIn.Authorization);
    const isValid = parts && Number(parts[2]) * 1000 > Date.now() && isListed(r, parts[1])
        && isSame(parts[3], signature(r, parts[1], parts[2]));
    return isValid ? parts[1] : undefined;
}

// Returns where nginx continues with a request that is allowed. The path is not normalized but compared as it came, so
// that one with %2e, "..", "//" or ";" is none of those that are listed.
function locationOf(r, home) {
    const uri = r.variables.request_uri;
    const path = uri.split('?', 1)[0];
    const users = `${API}/org/${organization.org_id}/users`;
    if (`${r.method} ${uri}` === `GET ${users}`) return '/users';
    const isCue = path.startsWith(`${API}/cues/`);
    const base = isCue ? API : `${users}/${home}`;
    const resource = path.slice(base.length);
    if (!path.startsWith(base) || isCue !== resource.startsWith('/cues/')) return undefined;
    r.variables.resource = resource;
    const parameters = r.variables.parameters;
    if (parameters === 'refused' || uri !== path && !areParameters(uri.slice(path.length + 1), parameters.split(' '))) {
        r.variables.resource = '';
        return undefined;
    }
    return (isCue ? '/action' : '/podero') + uri.slice(API.length);
}

function areParameters(query, names) {
    return query.split('&').every((part) => {
        const found = /^([a-z_]+)=[\w.,:~%+-]*$/.exec(part);
        const index = found ? names.indexOf(found[1]) : -1;
        return index >= 0 && names.splice(index, 1).length === 1;  // Each at most once.
    });
}

function isBodyAllowed(r) {
    try {
        const body = r.requestBuffer;
        if (!body || body.length === 0) return true;
        const text = new TextDecoder('utf-8', {fatal: true}).decode(body);
        JSON.parse(text);
        // In a JSON text, strings before a colon are names. Among equal names, JSON.parse keeps the last value only.
        const strings = text.match(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?/g) || [];
        return (r.method === 'PUT' || r.method === 'POST') && strings.every((found) =>
            !found.endsWith(':') || !NEVER_WRITTEN.includes(JSON.parse(found.slice(0, -1)).toLowerCase()));
    } catch (e) {
        return false;
    }
}

// GET /org/{organization}/users: Podero would list all homes, so only the user of this home is fetched.
async function users(r) {
    const reply = await r.subrequest(`/lookup/org/${organization.org_id}/users/${r.variables.home}`, GET);
    if (reply.status === 404) return answer(r, 200, []);
    const user = reply.status === 200 && parsed(reply.responseText);
    return user ? answer(r, 200, [user]) : fail(r, reply);
}

// POST /cues/{cue}/resolve: allowed if one of the home's own devices lists this action.
async function action(r) {
    const cue = r.uri.slice('/action'.length);
    const kinds = ['heat-pumps', 'electric-vehicles', 'inverters'];
    let failure;
    for (let i = 0; i < kinds.length; i++) {
        const path = `/lookup/org/${organization.org_id}/users/${r.variables.home}/${kinds[i]}`;
        const list = await r.subrequest(path, GET);
        if (![200, 404].includes(list.status)) failure = list;
        const devices = list.status === 200 && parsed(list.responseText) || [];
        for (let j = 0; j < devices.length; j++) {
            const device = await r.subrequest(`${path}/${devices[j].id}`, GET);
            if (![200, 404].includes(device.status)) failure = device;
            const actions = (parsed(device.responseText) || {}).actions || [];
            const isOwn = JSON.stringify(actions).includes(`${cue}?`);
            if (isOwn) return r.internalRedirect(`/podero${cue}?${r.variables.args || ''}`);
        }
    }
    return failure ? fail(r, failure) : answer(r, 404);
}

function parsed(text) {
    try { return JSON.parse(text); } catch (e) { return undefined; }
}

// Podero did not give what gateway.js needs of it.
async function fail(r, reply) {
    if (reply.status === 401) return renew(r);
    r.headersOut['Retry-After'] = reply.headersOut['Retry-After'];
    answer(r, reply.status < 400 ? 502 : reply.status);
}

// Podero has refused the organization's token: once more, with a new one.
async function renew(r) {
    if (r.variables.is_renewed) return answer(r, 503);
    r.variables.is_renewed = 'yes';
    await authorize(r, `${r.uri}?${r.variables.args || ''}`);
}

// Continues at a location with the organization's token in $authorization: the one in the cache, unless it was refused.
async function authorize(r, location) {
    let sealed = await r.subrequest('/token', GET);
    let authorization = await unsealed(sealed);
    if (sealed.status === 200 && (!authorization || authorization === r.variables.authorization)) {
        const args = `refused=${mac(String(authorization)).toString('hex')}`;
        sealed = await r.subrequest('/renewed', {method: 'GET', body: '', args});
        authorization = await unsealed(sealed);
    }
    if (!authorization) return answer(r, 503);
    r.variables.authorization = authorization;
    r.internalRedirect(location);
}

// The organization's token is encrypted in the cache, because nginx keeps caches in files.
async function seal(r) {
    const pair = [organization.client_id, organization.client_secret].map(encodeURIComponent).join(':');
    r.variables.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    r.variables.grant_type = 'application/json';
    let reply = await r.subrequest('/grant', {method: 'POST', body: '{"grant_type": "client_credentials"}'});
    if (reply.status === 400) {
        r.variables.grant_type = 'application/x-www-form-urlencoded';
        reply = await r.subrequest('/grant', {method: 'POST', body: 'grant_type=client_credentials'});
    }
    const grant = parsed(reply.responseText) || {};
    if (!grant.access_token) {
        r.error(`Podero gives the organization no token: status ${reply.status}`);
        return r.return(503);
    }
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const key = await sealingKey();
    const sealed = await crypto.subtle.encrypt({name: 'AES-GCM', iv}, key, Buffer.from(`Bearer ${grant.access_token}`));
    r.headersOut['X-Accel-Expires'] = String(Math.max(5, (grant.expires_in || 3600) - 120));
    r.return(200, Buffer.concat([Buffer.from(iv), Buffer.from(sealed)]).toString('base64'));
}

async function unsealed(reply) {
    try {
        const sealed = Buffer.from(reply.responseText, 'base64');
        const key = await sealingKey();
        const opened = await crypto.subtle.decrypt({name: 'AES-GCM', iv: sealed.slice(0, 12)}, key, sealed.slice(12));
        return Buffer.from(opened).toString();
    } catch (e) {
        return undefined;
    }
}

function sealingKey() {
    return crypto.subtle.importKey('raw', mac('seal'), {name: 'AES-GCM'}, false, ['encrypt', 'decrypt']);
}

function answer(r, status, body) {
    r.headersOut['Content-Type'] = 'application/json';
    r.return(status, JSON.stringify(body || {detail: 'Not available through this gateway'}));
}

export default {action, api, renew, seal, token, users};
