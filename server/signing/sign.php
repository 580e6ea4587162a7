<?php
// Signed card URLs in PHP: php sign.php KEY BASE TEMPLATE NAME=VALUE...
function card_url(string $key, string $base, string $template, array $params): string
{
    $path = '/api/' . $template;
    ksort($params, SORT_STRING);
    $message = $path . "\0";
    foreach ($params as $name => $value) {
        $message .= $name . "\0" . $value . "\0";
    }
    $sig = rtrim(strtr(base64_encode(hash_hmac('sha256', $message, $key, true)), '+/', '-_'), '=');
    return $base . $path . '?' . http_build_query($params + ['sig' => $sig], '', '&', PHP_QUERY_RFC3986);
}

if (isset($argv) && realpath($argv[0]) === __FILE__) {
    $params = [];
    foreach (array_slice($argv, 4) as $word) {
        [$name, $value] = explode('=', $word, 2);
        $params[$name] = $value;
    }
    echo card_url($argv[1], $argv[2], $argv[3], $params), "\n";
}
