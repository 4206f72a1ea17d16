<?php
/**
 * Plugin Name: Wordfence Security
 * Version: 8.2.2
 */
