<?php
define( 'DB_NAME', 'shop' );
define( 'DB_USER', 'shop' );
define( 'DB_PASSWORD', 'made up for this file' );
define( 'DB_HOST', 'localhost' );

define( 'AUTH_KEY',         'put your unique phrase here' );
define( 'SECURE_AUTH_KEY',  'made-up-key-2-0123456789012345678901234567890123456789' );
define( 'LOGGED_IN_KEY',    'made-up-key-3-0123456789012345678901234567890123456789' );
define( 'NONCE_KEY',        'made-up-key-4-0123456789012345678901234567890123456789' );
define( 'AUTH_SALT',        'made-up-key-5-0123456789012345678901234567890123456789' );
define( 'SECURE_AUTH_SALT', 'made-up-key-5-0123456789012345678901234567890123456789' );
define( 'LOGGED_IN_SALT',   'made-up-key-7-0123456789012345678901234567890123456789' );

$table_prefix = 'wp_';

define( 'FORCE_SSL_ADMIN', true );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
