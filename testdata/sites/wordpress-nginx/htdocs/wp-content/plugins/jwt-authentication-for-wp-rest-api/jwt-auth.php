<?php
/**
 * Plugin Name: JWT Authentication for WP REST API
 * Version: 1.3.4
 */
