<?php
# One folder above WordPress, which looks for it there.
// BEGIN Kadence Security - Do not modify or remove this line
define( 'DISALLOW_FILE_EDIT', true ); // Disable File Editor
// END Kadence Security - Do not modify or remove this line
const DB_NAME = 'blog', DB_USER = 'blog', DB_HOST = 'localhost';
define( 'DB_PASSWORD', getenv( 'DB_PASSWORD' ) );
require __DIR__ . '/keys.php';
$table_prefix = 'blog_';
define( 'WP_HOME', 'http://blog.test' );
define( 'JWT_AUTH_SECRET_KEY', 'your-top-secret-key' );
require_once ABSPATH . 'wp-settings.php';
