<?php
/**
 * Plugin Name: NinjaFirewall (WP Edition)
 * Version: 4.8.6
 */
