<?php
/**
 * Plugin Name: WPS Hide Login
 * Version: 1.9.17.1
 */
