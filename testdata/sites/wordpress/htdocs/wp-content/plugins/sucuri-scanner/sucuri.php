<?php
/**
 * Plugin Name: Sucuri Security
 * Version: 2.7.4
 */
