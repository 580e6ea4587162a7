# ogcard behind Varnish 7: one request per card goes through, old cards go out while new ones are made and when ogcard is
# away. /etc/varnish/default.vcl
vcl 4.1;

import directors;
import std;

probe ready {
    .url = "/readyz";
    .interval = 2s;
    .timeout = 1s;
    .window = 4;
    .threshold = 2;
    .initial = 2;
}

backend og1 {
    .host = "127.0.0.1";
    .port = "8080";
    .first_byte_timeout = 15s;
    .probe = ready;
}

# Who may remove cards: curl -X BAN -H 'Cache-Tag: ogcard-TEMPLATE' http://127.0.0.1:6081/
acl operators {
    "localhost";
}

sub vcl_init {
    # Consistent hashing: a fleet makes each card once. A further replica is a backend and a line here.
    new replicas = directors.shard();
    replicas.add_backend(og1);
    replicas.reconfigure();
}

sub vcl_recv {
    if (req.method == "BAN") {
        if (client.ip !~ operators || req.http.Cache-Tag !~ "^ogcard-[\w.-]+$") {
            return (synth(403));
        }
        ban("obj.http.Cache-Tag == " + req.http.Cache-Tag);
        return (synth(200, "Removed"));
    }
    if (req.url ~ "^/metrics") {
        return (synth(403));
    }
    # Other methods get ogcard's 405; Varnish would send them through a pipe.
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # A card depends on its URL alone: not on what campaigns and networks append, nor on the order of the parameters. A
    # signature stays in it, so that only ogcard decides which URLs are good. A template that declares a parameter of
    # such a name needs the name taken out.
    set req.url = regsuball(req.url, "([?&])((utm_\w+|fbclid|gclid|yclid)=[^&]*(&|$))+", "\1");
    set req.url = std.querysort(regsub(req.url, "[?&]+$", ""));
    # Whatever cookies come along.
    return (hash);
}

sub vcl_hash {
    hash_data(req.url);
    return (lookup);
}

sub vcl_backend_fetch {
    # The signature has no say in which replica makes a card. One that is away is passed over.
    set bereq.backend = replicas.backend(by=KEY, alt=bereq.retries, key=replicas.key(
        regsub(regsuball(bereq.url, "([?&])((sig|exp)=[^&]*(&|$))+", "\1"), "[?&]+$", "")));
}

sub vcl_backend_response {
    # Grace is ogcard's stale-while-revalidate. It leaves it out of signed URLs that end, and so does this.
    if (bereq.url ~ "[?&]exp=") {
        set beresp.grace = 0s;
    }
    # An error leaves the old card where it is, and so does the picture of --fallback, which is nobody's card.
    if (beresp.status == 429 || beresp.status >= 500 || (beresp.status == 200 && beresp.http.X-Ogcard-Error)) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 1s;
    } else if (beresp.status == 200) {
        # Then asked for by ETag: ogcard answers 304 without making the card.
        set beresp.keep = 30d;
    }
}

sub vcl_backend_error {
    if (bereq.retries == 0) {
        return (retry);
    }
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Retry-After = "2";
    set beresp.body = "ogcard does not answer. Try again in a moment." + {"
"};
    return (deliver);
}

sub vcl_deliver {
    set resp.http.X-Cache-Status = "MISS";
    if (obj.hits > 0) {
        set resp.http.X-Cache-Status = "HIT";
    }
}
