<?php
/**
 * Plugin Name: Limit Login Attempts Reloaded
 * Version: 3.3.3
 */
